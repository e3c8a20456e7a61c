/** The real command in a process of its own, for end-to-end tests. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';

const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** A folder of its own with a bundle of the command beside it. */
export class CommandLine {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'reglens-files-')));
  readonly #program = `${this.folder}-cli.mjs`;

  static async start(): Promise<CommandLine> {
    const made = new CommandLine();
    await esbuild.build({
      entryPoints: ['src/cli/main.ts'],
      outfile: made.#program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: { js: REQUIRE },
      logLevel: 'error',
    });
    return made;
  }

  /** Writes files by their paths in the folder. */
  write(files: Record<string, string | Uint8Array>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = this.path(name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  run(args: string[], input?: string | Uint8Array): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [this.#program, ...args], {
      encoding: 'utf8',
      cwd: this.folder,
      input,
      maxBuffer: 1e8,
    });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#program, { force: true });
  }
}

/** REG002 as an error in line 6, and REG002 as information with a safe fix in line 7. */
export const TWO_FINDINGS = [
  'import keras',
  'from keras import layers',
  'model = keras.Sequential([',
  '    keras.Input((8,)),',
  "    layers.Dense(4, activation='relu'),",
  '    layers.Dropout(1.5),',
  '    layers.Dropout(0),',
  '    layers.Dense(1),',
  '])',
  '',
].join('\n');

/** A model without findings. */
export const CLEAN = TWO_FINDINGS.replace(/^ {4}layers\.Dropout.*\n/gm, '');

/** A notebook of these code cells behind a cell of text. */
export function notebook(...cells: string[]): string {
  const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return `${JSON.stringify(
    {
      cells: [
        { cell_type: 'markdown', metadata: {}, source: ['# A title'] },
        ...cells.map((text) => ({
          cell_type: 'code',
          execution_count: null,
          metadata: {},
          outputs: [],
          source: linesOf(text),
        })),
      ],
      metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;
}
