/** Which backend computes, as plain data and in words: chosen by a setting, reported by a worker, stored with the runs. */
import { formatCount } from '../words.ts';

/** What a setting or `--backend` may say. */
export const BACKEND_CHOICES = ['auto', 'wasm', 'node'] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** What a worker found out when it started. */
export interface BackendReport {
  /** `wasm`: WebAssembly; `node`: native TensorFlow; `cpu`: plain JavaScript, the last resort. */
  backend: 'wasm' | 'node' | 'cpu';
  /** Our own kernels on the wasm backend: with fused multiply-add, without, or none at all. */
  kernels: 'wide' | 'relaxed' | 'simd' | 'none';
  /** Groups of kernels whose self-test failed; TensorFlow.js' own operations do their work. */
  failed: { group: string; reason: string }[];
  /** A sentence on why this backend and no other. */
  reason: string;
}

const KERNELS: Record<BackendReport['kernels'], string> = {
  wide: 'wasm with 256-bit SIMD kernels',
  relaxed: 'wasm with relaxed SIMD kernels',
  simd: 'wasm with SIMD kernels',
  none: 'wasm without kernels',
};

/** What computes with the same roundings: the two builds with fused multiply-add give the same bits. */
const roundingOf = ({ backend, kernels, failed }: BackendReport): string =>
  JSON.stringify([backend, kernels === 'wide' ? 'relaxed' : kernels, failed.map(({ group }) => group)]);

export const roundsAlike = (one: BackendReport, other: BackendReport): boolean =>
  roundingOf(one) === roundingOf(other);

/** `wasm with relaxed SIMD kernels`, `native TensorFlow`. */
export function backendName({ backend, kernels }: BackendReport): string {
  switch (backend) {
    case 'wasm':
      return KERNELS[kernels];
    case 'node':
      return 'native TensorFlow';
    case 'cpu':
      return 'plain JavaScript';
    default:
      return backend satisfies never;
  }
}

/**
 * What a user should know about a backend that is not as it should be; undefined when nothing is wrong.
 * @param earlier what computed a part of the runs with other roundings
 */
export function backendWarning(
  report: BackendReport,
  earlier: readonly BackendReport[] = [],
): string | undefined {
  const [fault, mixed] = [faultOf(report), mixtureOf(earlier)];
  return fault && mixed ? `${fault} ${mixed}` : (fault ?? mixed);
}

function mixtureOf(earlier: readonly BackendReport[]): string | undefined {
  if (earlier.length === 0) return undefined;
  const names = [...new Set(earlier.map(backendName))].join(' and ');
  return `A part of the runs was computed with ${names}, which rounds differently: numbers agree up to rounding only. Train anew in another folder (--out) for runs of one kind.`;
}

function faultOf({ backend, failed, reason }: BackendReport): string | undefined {
  if (backend === 'cpu') return `Training runs in plain JavaScript, which is many times slower. ${reason}`;
  if (backend !== 'wasm' || failed.length === 0) return undefined;
  const groups = failed.map(({ group, reason: why }) => `${group} (${why})`).join('; ');
  const count = formatCount(failed.length, 'group of kernels', 'groups of kernels');
  return `${count} failed the self-test and slower operations took their place: ${groups}.`;
}
