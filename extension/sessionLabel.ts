/** What an experiment is called where several are seen side by side. */
import { basename, dirname } from 'node:path';

export interface Labelled {
  file: string;
  modelName: string;
  modelFile: string | undefined;
}

/** The model's name, with the first of folder, source file and experiment that tells it from its namesakes. */
export function labelOf(session: Labelled, all: Labelled[]): string {
  const { modelName, file } = session;
  const others = all.filter((other) => other.file !== file && other.modelName === modelName);
  if (others.length === 0) return modelName;
  const place = PLACES.find((placeOf) => others.every((other) => placeOf(other) !== placeOf(session)));
  return `${modelName} (${(place ?? ofExperiment)(session)})`;
}

const ofExperiment = ({ file }: Labelled) => basename(file, '.reglens.json');
const PLACES = [
  ({ modelFile = '' }: Labelled) => basename(dirname(modelFile)),
  ({ modelFile = '' }: Labelled) => basename(modelFile),
];
