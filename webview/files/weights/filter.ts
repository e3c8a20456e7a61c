/** Which tensors the table has. */
import type { TensorKind, TensorReport } from '../../../src/report/weightFiles/weightsReport.ts';
import type { FilesControls } from '../controls.ts';
import { KIND_NAMES } from './words.ts';

const TRAINED = 'trained';
const ALL = 'all';

/** Kernels and embeddings are what a penalty acts on: with the rest among them their sparsity could not be seen. */
const isTrained = ({ kind }: Pick<TensorReport, 'kind'>): boolean =>
  kind === 'kernel' || kind === 'embedding';

export interface KindChoice {
  value: string;
  label: string;
}

/** The choices that differ: kernels and embeddings, each kind that there is, all. */
export function kindChoices(tensors: readonly TensorReport[]): KindChoice[] {
  const kinds = (Object.keys(KIND_NAMES) as TensorKind[]).filter((kind) =>
    tensors.some((tensor) => tensor.kind === kind),
  );
  const each = kinds.map((kind) => ({
    value: kind as string,
    label: labelled(KIND_NAMES[kind], tensors, kind),
  }));
  const both = kinds.includes('kernel') && kinds.includes('embedding');
  return [
    ...(both
      ? [{ value: TRAINED, label: `Kernels and embeddings (${tensors.filter(isTrained).length})` }]
      : []),
    ...each,
    ...(kinds.length > 1 ? [{ value: ALL, label: `All (${tensors.length})` }] : []),
  ];
}

const labelled = (name: string, tensors: readonly TensorReport[], kind: TensorKind) =>
  `${name} (${tensors.filter((tensor) => tensor.kind === kind).length})`;

/** The choice that is made: the first one where the stored one is not there. */
export function chosenKinds(choices: readonly KindChoice[], { kinds }: Pick<FilesControls, 'kinds'>): string {
  return (choices.find(({ value }) => value === kinds) ?? choices[0])?.value ?? ALL;
}

/** The tensors of a finding, or those of the chosen kinds whose name, type or kind has every word of the search. */
export function filteredTensors(
  tensors: readonly TensorReport[],
  kinds: string,
  { search, only }: Pick<FilesControls, 'search' | 'only'>,
): TensorReport[] {
  if (only.length > 0) return tensors.filter(({ name }) => only.includes(name));
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return tensors.filter((tensor) => {
    const isKind = kinds === ALL || (kinds === TRAINED ? isTrained(tensor) : tensor.kind === kinds);
    const text = `${tensor.name} ${tensor.dtype} ${tensor.kind}`.toLowerCase();
    return isKind && words.every((word) => text.includes(word));
  });
}
