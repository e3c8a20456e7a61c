/** What was read from one source file. */
import type { ModelDefinition, SourceRange } from './model.ts';
import type { Surrounding } from './surroundings.ts';

export interface SourceReading {
  file: string;
  language: 'python' | 'javascript';
  /** Whether the file is a notebook: ranges then carry their cell. */
  notebook: boolean;
  /** In the order of the file. */
  models: ModelDefinition[];
  surroundings: Surrounding[];
  comments: { text: string; range: SourceRange }[];
  /** Parts of the text that could not be parsed. */
  broken: SourceRange[];
}
