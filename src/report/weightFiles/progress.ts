import { countOf } from '../../weights/weightFile.ts';

/** `text`: what is under way, `Reading conv1.weight, tensor 14 of 210`; share from 0 to 1. */
export type OnProgress = (progress: { text: string; share: number }) => void;

const EVERY_MS = 100;

/** What counts the values that were read and tells of it, ten times a second at most. */
export function progressOf(
  tensors: readonly { name: string; shape: number[] }[],
  onProgress: OnProgress | undefined,
): (tensor: number, values: number) => void {
  const all = tensors.reduce((sum, { shape }) => sum + countOf(shape), 0);
  let [done, told] = [0, 0];
  return (tensor, values) => {
    done += values;
    if (!onProgress || Date.now() - told < EVERY_MS) return;
    told = Date.now();
    const text = `Reading ${tensors[tensor]!.name}, tensor ${tensor + 1} of ${tensors.length}`;
    onProgress({ text, share: Math.min(1, done / all) });
  };
}
