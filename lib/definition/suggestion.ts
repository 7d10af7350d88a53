import { distance } from "fastest-levenshtein";

/** The word of a list that was most likely meant; undefined when none is near: more than a third of its letters differ. */
export function suggestionFor(written: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, edits: distance(written.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || a.word.localeCompare(b.word, "en"));
  if (nearest === undefined) return undefined;
  return nearest.edits <= Math.ceil(Math.max(written.length, nearest.word.length) / 3)
    ? nearest.word
    : undefined;
}

/** The sentence that goes with {@link suggestionFor}; undefined when there is no near word. */
export function didYouMean(written: string, words: readonly string[]): string | undefined {
  const word = suggestionFor(written, words);
  return word === undefined ? undefined : `did you mean ${word}?`;
}
