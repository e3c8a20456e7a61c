/** Where the time of a round goes: V8's sampling profiler, summed over the modules of the engine. */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import type { Share } from './messages.ts';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

/**
 * Each sample counts for the innermost function that stands in a module of this project: time inside a WASM kernel or
 * a TensorFlow.js operation counts for the function that called it.
 */
export async function profiled(use: () => void): Promise<Share[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  use();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const { nodes, samples = [] } = profile as { nodes: ProfileNode[]; samples?: number[] };
  const places = placesOf(nodes, sourcesOf(readFileSync(__filename, 'utf8')));
  const counts = new Map<string, number>();
  for (const id of samples) counts.set(places.get(id)!, (counts.get(places.get(id)!) ?? 0) + 1);
  return [...counts]
    .map(([where, count]) => ({ where, share: count / samples.length }))
    .sort((a, b) => b.share - a.share);
}

/** The module of each line of a bundle: esbuild writes `// path` before a module's code. */
function sourcesOf(bundle: string): string[] {
  let source = '';
  return bundle.split('\n').map((line) => {
    const heading = /^\/\/ (\S+\.[cm]?[jt]s)$/.exec(line);
    if (heading) source = heading[1]!;
    return source;
  });
}

const ENGINE = 'src/engine/';

/** `ops/dense forward`; the number that esbuild gives to a second function of a name is left out. */
const named = (source: string, functionName: string): string =>
  `${source.slice(ENGINE.length).replace('.ts', '')} ${functionName.replace(/\d+$/, '')}`.trim();

/** For each node of the call tree the innermost function of the engine on the way to it, with its module. */
function placesOf(nodes: ProfileNode[], sources: string[]): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = new Map<number, string>();
  const visit = (node: ProfileNode, outer: string): void => {
    const { functionName, url, lineNumber } = node.callFrame;
    const source = url.endsWith(__filename) ? (sources[lineNumber] ?? '') : '';
    const own = source.startsWith(ENGINE) ? named(source, functionName) : '';
    const place = functionName === '(garbage collector)' ? 'garbage collection' : own || outer;
    places.set(node.id, place);
    for (const child of node.children ?? []) visit(byId.get(child)!, place);
  };
  visit(nodes[0]!, 'outside of the engine');
  return places;
}
