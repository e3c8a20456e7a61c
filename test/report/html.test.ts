import { expect, test } from 'vitest';
import { renderHtmlReport } from '../../src/report/html.ts';
import { report } from '../webview/report.ts';

/** The content of the script elements, as an HTML parser splits it: an element ends at the first `</script`. */
function scripts(html: string): string[] {
  return [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script/gi)].map(([, content]) => content!);
}

function named(name: string) {
  const of = report();
  const model = { ...of.model, name };
  const data = { ...of.data, classes: [name, 'b'], columns: [{ name, standardDeviation: 1 }], notes: [name] };
  return { ...of, model, data };
}

test.each([
  'model',
  '</script><script>alert(1)</script>',
  '</SCRIPT >',
  '<!--<script>',
  'a "quoted" & \\ name',
  'line\u2028and paragraph\u2029separator',
])('the state stays inside its element and comes back equal: %j', (name) => {
  const found = scripts(renderHtmlReport(named(name), 'start();'));
  expect(found).toHaveLength(2);
  expect(found[0]).not.toMatch(/<!--|<script/i);
  expect(JSON.parse(found[0]!)).toMatchObject({
    kind: 'result',
    subject: { model: name, sourceFile: 'model.py', sourceLine: 6, experimentFile: 'digits.reglens.json' },
    applied: false,
    interactive: false,
    report: JSON.parse(JSON.stringify(named(name))),
  });
  expect(found[1]).toBe('start();');
});

test('the title is text', () => {
  const html = renderHtmlReport(named('<b>"A" & B</b>'), '');
  expect(/<title>(.*)<\/title>/.exec(html)![1]).toBe(
    '&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;: Without regularization this model overfits from epoch 2.',
  );
});

test('the panel’s script cannot end its element, and is otherwise as it is', () => {
  const panel = 'const end = "</script>"; const cost = "$& $1 $$"; start();';
  const found = scripts(renderHtmlReport(report(), panel));
  expect(found).toHaveLength(2);
  expect(found[1]).toBe('const end = "<\\/script>"; const cost = "$& $1 $$"; start();');
});

test('nothing is loaded from elsewhere', () => {
  expect(renderHtmlReport(report(), '')).not.toMatch(/\b(src|href)=|https?:/);
});
