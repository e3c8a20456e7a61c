/** From an open weight file to its report. */
import { setImmediate } from 'node:timers/promises';
import { problemOf } from '../../errors.ts';
import type { WeightFile } from '../../weights/weightFile.ts';
import { formatCount } from '../../words.ts';
import { findingsOf } from './findings.ts';
import { averagesIn, kindsOf } from './kinds.ts';
import { likenessOf } from './likeness.ts';
import { withMasks } from './masked.ts';
import { type OnProgress, progressOf } from './progress.ts';
import { smallSpectra } from './spectra.ts';
import { tensorReport } from './tensorReport.ts';
import { totalOf, totalsByKind, WEIGHT_KINDS } from './totals.ts';
import { viewOf } from './views.ts';
import { type TensorReport, WEIGHTS_REPORT_VERSION, type WeightsReport } from './weightsReport.ts';

export { tensorSpectrum } from './spectra.ts';

/**
 * Reads every tensor once, in pieces. One whose bytes are missing or damaged is among the `unread` with the reason, and
 * the others go on. Small kernels come with their spectrum.
 * @param signal ends the reading
 * @throws the signal's reason when it is aborted
 */
export async function weightsReport(
  stored: WeightFile,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<WeightsReport> {
  const file = withMasks(stored);
  const tensors: TensorReport[] = [];
  const unread: WeightsReport['unread'] = [];
  const kinds = kindsOf(file.tensors);
  const beside = new Map(file.tensors.map((tensor) => [tensor.name, tensor]));
  const spectrumOf = smallSpectra(file);
  const advance = progressOf(file.tensors, onProgress);
  for (const [index, tensor] of file.tensors.entries()) {
    const kind = kinds[index]!;
    try {
      const view = viewOf(tensor, kind, beside);
      const report = await tensorReport(file, tensor, kind, view, (count) => {
        signal?.throwIfAborted();
        advance(index, count);
      });
      const spectrum = await spectrumOf(tensor, view);
      tensors.push(spectrum === undefined ? report : { ...report, spectrum });
    } catch (error) {
      signal?.throwIfAborted();
      unread.push({ name: tensor.name, reason: reasonOf(error) });
    }
    // Small tensors come without waiting for the file: let an editor that shares this thread go on.
    if (index % 64 === 63) await setImmediate();
  }
  return assembled(file, tensors, unread);
}

function reasonOf(error: unknown): string {
  const { title, explanation, code } = problemOf(error);
  return code === 'INTERNAL' ? explanation : `${title}. ${explanation}`;
}

function averagesNote({ tensors }: WeightFile): string[] {
  const { size } = averagesIn(tensors);
  return size === 0
    ? []
    : [
        `${formatCount(size, 'tensor')} ${size === 1 ? 'is the average' : 'are averages'} (EMA, SWA) of others: among the buffers, not in the totals.`,
      ];
}

function assembled(
  file: WeightFile,
  tensors: TensorReport[],
  unread: WeightsReport['unread'],
): WeightsReport {
  const weights = tensors.filter(({ kind }) => WEIGHT_KINDS.includes(kind));
  const optimizer = file.optimizer ?? null;
  return {
    version: WEIGHTS_REPORT_VERSION,
    file: file.path,
    format: file.format,
    title: file.title,
    bytes: file.bytes,
    tensors,
    total: totalOf(weights),
    kinds: totalsByKind(tensors),
    likeness: likenessOf(tensors),
    findings: findingsOf(tensors, optimizer, file.architecture),
    optimizer,
    architecture: file.architecture?.kind ?? null,
    metadata: file.metadata,
    notes: [...file.notes, ...averagesNote(file)],
    unread,
  };
}
