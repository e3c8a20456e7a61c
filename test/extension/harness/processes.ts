import { execFileSync } from 'node:child_process';
import type { Server } from '../../../scripts/vscode.ts';

/** Ids of the worker processes that the extension in this server has started. */
export function workerProcesses(server: Server): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const ours = rows.filter((row) => row.includes('worker.cjs') && row.includes(server.extensions));
  return ours.map((row) => Number.parseInt(row, 10));
}

/** Resident memory in MB. */
export function memory(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
