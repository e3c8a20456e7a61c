/** Names in hostile files, as the command line writes them. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fitCommand } from '../../src/cli/fitCommand.ts';
import { weightsCommand } from '../../src/cli/weightsCommand.ts';
import { printable } from '../../src/errors.ts';
import { uint64 } from './bytes.ts';
import { written } from './made.ts';

/** Clears the screen, sets the title of the window, rings. */
const EVIL = '\x1b[2J\x1b]0;owned\x07';

function safetensors(name: string, dtype = 'F32'): Buffer {
  const header = Buffer.from(JSON.stringify({ [name]: { dtype, shape: [1], data_offsets: [0, 4] } }));
  return Buffer.concat([uint64(BigInt(header.length)), header, Buffer.alloc(4)]);
}

/** All that a command writes. */
async function output(run: () => Promise<number>): Promise<string> {
  const texts: string[] = [];
  const write = (text: string | Uint8Array, done?: unknown) => {
    texts.push(String(text));
    if (typeof done === 'function') done();
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  await run();
  return texts.join('');
}

afterEach(() => vi.restoreAllMocks());

describe('what a terminal would obey becomes a mark:', () => {
  const weights = (...paths: string[]) => output(() => weightsCommand.run(paths));
  const plain = (text: string) => expect(text.replaceAll('\ufffd', '?')).toMatch(/^[^\p{Cc}]*$/u);

  test('in the names of tensors', async () => {
    const text = await weights(written('m.safetensors', safetensors(`a${EVIL}.weight`)));
    expect(text).toContain('a\ufffd[2J\ufffd]0;owned\ufffd.weight');
    plain(text.replaceAll('\n', ''));
  });

  test('in a comparison', async () => {
    const paths = [1, 2].map(() => written('m.safetensors', safetensors(`a${EVIL}.weight`)));
    plain((await weights(...paths, '--compare')).replaceAll('\n', ''));
  });

  test('in a refusal', async () => {
    const text = await weights(written('m.safetensors', safetensors(`a${EVIL}`, 'F5')));
    expect(text).toContain('a\ufffd[2J');
    plain(text.replaceAll('\n', ''));
  });

  test('in the names of curves', async () => {
    const log = written(
      'log.csv',
      `epoch,loss${EVIL},val_loss\n${[1, 2, 3, 4].map((i) => `${i},1,1\n`).join('')}`,
    );
    plain((await output(() => fitCommand.run([log]))).replaceAll('\n', ''));
  });
});

test('line ends, tabs and letters of all scripts stay', () => {
  expect(printable('a\tb\nÄ 漢 שלום −1 “x”')).toBe('a\tb\nÄ 漢 שלום −1 “x”');
  expect(printable('\u202etxt.exe\u0085\u009b')).toBe('\ufffdtxt.exe\ufffd\ufffd');
});
