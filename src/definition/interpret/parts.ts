/** What a model is made of beside its own layers: blocks of the file, and places that cannot be seen. */
import type { LayerDefinition, Submodule, UnreadableLayers } from '../model.ts';
import type { Place } from '../program/program.ts';
import type { Machine, Site } from './machine.ts';
import type { Draft } from './owners.ts';
import { layersOf, offsetOf, parametersIn } from './recording.ts';
import type { Block, ContainerValue, LayerValue, Value } from './values.ts';

/** What assembling knows of every definition. */
export interface Books {
  machine: Machine;
  drafts: Draft[];
  owner: Map<Site, Draft>;
  /** Layers by their call, once they are defined. */
  definitions: Map<Site, LayerDefinition>;
}

/** Places of a sequential model where layers stand that cannot be seen. */
export function gapsOf(container: ContainerValue, sites: Site[], books: Books): UnreadableLayers[] {
  const { machine } = books;
  const found: UnreadableLayers[] = [];
  const before = (index: number) => {
    const following = container.items
      .slice(index)
      .flatMap(({ value }) => (value.type === 'layer' ? [value] : []));
    const next = following
      .map((layer) => sites.indexOf(machine.siteOf.get(layer)!))
      .find((place) => place >= 0);
    return next ?? sites.length;
  };
  const note = (index: number, at: Place, what: string) => {
    const range = machine.range(at);
    if (!found.some((gap) => gap.range.from === range.from))
      found.push({ before: before(index), range, what });
  };
  container.items.forEach((item, index) => {
    const at = item.statement ?? item.at;
    const known =
      item.value.type === 'layer' || item.value.type === 'container' || ownerOf(item.value, books);
    if (item.unsure)
      note(
        index,
        at,
        item.context.includes('loop') ? 'layers added in a loop' : 'layers added under a condition',
      );
    else if (!known) note(index, item.at, `“${machine.text(item.at)}”`);
  });
  for (const gap of container.gaps) note(gap.before, gap.at, gap.what);
  return found;
}

/** The definition that a part of a model comes from. */
function ownerOf(value: Value, { machine, drafts, owner }: Books): Draft | undefined {
  if (value.type === 'instance') {
    return drafts.find(({ style, origin }) => style === 'subclass' && origin === value.class.statement);
  }
  const { layers } = layersOf(value);
  for (const layer of layers) {
    const found = owner.get(machine.siteOf.get(layer)!);
    if (found) return found;
  }
  return undefined;
}

/** Blocks of the file that a model is made of, each once with its number. */
export function submodulesOf(draft: Draft, books: Books): Submodule[] {
  const found = new Map<string, { count: number | null; at: Place; parameters: number | undefined }>();
  const add = (name: string, at: Place, unsure: boolean, parameters: number | undefined) => {
    const known = found.get(name);
    const count = unsure || known?.count === null ? null : (known?.count ?? 0) + 1;
    const sum = known ? add2(known.parameters, parameters) : parameters;
    found.set(name, { count, at: known?.at ?? at, parameters: unsure ? undefined : sum });
  };
  if (draft.container) containerParts(draft.container, draft, books, add);
  else blockParts(draft, books, add);
  return [...found].map(([name, { count, at, parameters }]) => ({
    name,
    count,
    range: books.machine.range(at),
    ...(parameters !== undefined && { parameters }),
  }));
}

const add2 = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

type Add = (name: string, at: Place, unsure: boolean, parameters: number | undefined) => void;

function containerParts(container: ContainerValue, draft: Draft, books: Books, add: Add): void {
  for (const { value, at, unsure } of container.items) {
    const owner = ownerOf(value, books);
    if (owner && owner !== draft) add(owner.name, at, unsure === true, books.machine.parametersOf(value));
    else if (value.type === 'container') containerParts(value, draft, books, add);
  }
}

function blockParts(draft: Draft, books: Books, add: Add): void {
  const mine = draft.functional ? layersOf(draft.functional).layers : undefined;
  const visit = (block: Block, depth: number): void => {
    if (depth > 40) return;
    for (const inner of block.blocks) {
      const owner = books.drafts.find((each) => each.origin !== undefined && each.origin === inner.origin);
      const used = !mine || holds(inner, mine);
      if (!used) continue;
      if (owner && owner !== draft && owner.style !== 'layers')
        add(owner.name, inner.at ?? owner.anchor, inner.unsure === true, parametersIn(inner));
      else visit(inner, depth + 1);
    }
  };
  if (draft.style !== 'layers') visit(draft.root.block, 0);
  for (const { value, statement } of draft.root.models) {
    const part = books.drafts.find((each) => (each.container ?? each.functional) === value);
    const isEarlier = offsetOf(statement) < offsetOf(draft.statement);
    if (part && part !== draft && mine && isWithin(value, mine, isEarlier))
      add(part.name, statement, false, books.machine.parametersOf(value));
  }
}

/** Whether every layer of a model, its inputs apart, is one of these; of two models of the same layers the earlier. */
function isWithin(value: Value, layers: Set<LayerValue>, isEarlier: boolean): boolean {
  const isInput = ({ draft }: LayerValue) => draft.kind === 'Input';
  const own = [...layersOf(value).layers].filter((layer) => !isInput(layer));
  const others = [...layers].filter((layer) => !isInput(layer)).length - own.length;
  return own.length > 0 && (others > 0 || isEarlier) && own.every((layer) => layers.has(layer));
}

function holds(block: Block, layers: Set<LayerValue>): boolean {
  return (
    block.layers.some((layer) => layers.has(layer)) || block.blocks.some((inner) => holds(inner, layers))
  );
}
