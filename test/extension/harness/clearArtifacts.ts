import { mkdir, rm } from 'node:fs/promises';
import { artifacts } from './paths.ts';

/** Screenshots of an earlier run would be taken for this one's. */
export default async function clearArtifacts(): Promise<void> {
  await rm(artifacts, { recursive: true, force: true });
  await mkdir(artifacts, { recursive: true });
}
