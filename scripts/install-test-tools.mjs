// Installs what the tests in VS Code need beside the dependencies: Chromium and VS Code, unless they are there.
import { fail, setUp } from './setup.mjs';

await setUp(import.meta.url);
const { installChromium } = await import('./chromium.ts');
const { installVsCode } = await import('./vscode.ts');

try {
  installChromium(console.log);
  await installVsCode(console.log);
} catch (error) {
  fail(error.message);
}
