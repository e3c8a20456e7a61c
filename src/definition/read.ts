/** The one door to every reader of source files. */
export { isReadable, openSource, readDefinitions, readSource } from './source.ts';
