import { distance } from "fastest-levenshtein";

/** Edits that are near in a short word: two letters that changed places. */
const NEAR_IN_SHORT_WORDS = 2;

/**
 * The word of a list that was most likely meant; undefined when none is near, that is when more than a third of its
 * letters differ, and more than two.
 */
export function suggestionFor(written: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, edits: distance(written.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || a.word.localeCompare(b.word, "en"));
  if (nearest === undefined) return undefined;
  const third = Math.floor(Math.max(written.length, nearest.word.length) / 3);
  return nearest.edits <= Math.max(NEAR_IN_SHORT_WORDS, third) ? nearest.word : undefined;
}

/** The sentence that goes with {@link suggestionFor}; undefined when there is no near word. */
export function didYouMean(written: string, words: readonly string[]): string | undefined {
  const word = suggestionFor(written, words);
  return word === undefined ? undefined : `did you mean ${word}?`;
}
