import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from '../../src/experiment/lock.ts';

let folder: string;
const lock = () => join(folder, 'lock');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reglens-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is held until it is given back', () => {
  const unlock = lockFolder(folder, 'digits');
  expect(() => lockFolder(folder, 'digits')).toThrow('The experiment “digits” is already running');
  unlock();
  lockFolder(folder, 'digits')();
  expect(existsSync(lock())).toBe(false);
});

describe('a lock that nobody holds is taken over', () => {
  test.each([
    ['its process is gone', `999999999 ${hostname()}`],
    ['it is not a lock of ours', 'nonsense'],
    ['0 is no process', '0'],
    ['empty, left by a full disk', ''],
  ])('%s', (_, content) => {
    writeFileSync(lock(), content);
    const past = new Date(Date.now() - 10_000);
    utimesSync(lock(), past, past);
    lockFolder(folder, 'digits')();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a lock that somebody may hold is respected', () => {
  test.each([
    ['another machine’s process, which cannot be asked', '1 elsewhere', 'on elsewhere'],
    ['an empty file of this moment: it is being written', '', 'Another process'],
    ['this process', `${process.pid} ${hostname()}`, `Process ${process.pid}`],
  ])('%s', (_, content, words) => {
    writeFileSync(lock(), content);
    let explanation = '';
    try {
      lockFolder(folder, 'digits');
    } catch (error) {
      explanation = (error as { problem: { explanation: string } }).problem.explanation;
    }
    expect(explanation).toContain(words);
    expect(existsSync(lock())).toBe(true);
  });
});
