/** Why a weight file is not read: what was found, what was expected, what to do. */
import { basename } from 'node:path';
import { UserError } from '../errors.ts';

/** A file larger than what its header, table or graph may reasonably be is refused before it is read. */
export const LARGEST_HEADER_BYTES = 100 * 2 ** 20;
export const MOST_TENSORS = 200_000;
export const MOST_AXES = 64;

/** The bytes contradict the format: a length that lies outside of the file, a broken header. */
export function damaged(path: string, format: string, found: string, expected: string): UserError {
  return new UserError({
    code: 'WEIGHTS_DAMAGED',
    title: `${basename(path)} is damaged`,
    explanation: `${found} ${expected}`,
    remedy: `Write or download the file again; it was read as ${format}.`,
    technical: [path],
  });
}

/** It ends before what it announces. */
export function truncated(path: string, format: string, found: string): UserError {
  return new UserError({
    code: 'WEIGHTS_TRUNCATED',
    title: `${basename(path)} ends too early`,
    explanation: found,
    remedy: `The download or the training may have been interrupted: write or download the file again; it was read as ${format}.`,
    technical: [path],
  });
}

/** Sound, perhaps, and beyond what is read here. */
export function unsupported(path: string, found: string, remedy: string): UserError {
  return new UserError({
    code: 'WEIGHTS_UNSUPPORTED',
    title: `${basename(path)} holds something that is not read`,
    explanation: found,
    remedy,
    technical: [path],
  });
}

/** More than any model needs: a header of gigabytes, millions of tensors, a zip bomb. */
export function beyondLimits(path: string, found: string, limit: string): UserError {
  return new UserError({
    code: 'WEIGHTS_LIMIT',
    title: `${basename(path)} announces more than a model has`,
    explanation: `${found} ${limit}`,
    remedy: 'Do not trust this file unless you know who made it.',
    technical: [path],
  });
}

/** Loading it the usual way would run code that is not the building of tensors. Nothing of it was run. */
export function unsafe(path: string, found: string): UserError {
  return new UserError({
    code: 'WEIGHTS_UNSAFE',
    title: `${basename(path)} is not safe to load`,
    explanation: `${found} Nothing of it was run.`,
    remedy: 'Do not load this file with torch.load or pickle. Ask its author for .safetensors.',
    technical: [path],
  });
}

/** A file that belongs to it is not beside it. */
export function missingPart(path: string, part: string, why: string): UserError {
  return new UserError({
    code: 'WEIGHTS_PART_MISSING',
    title: `${part} is missing beside ${basename(path)}`,
    explanation: why,
    remedy: `Put ${part} into the same folder.`,
    technical: [path],
  });
}
