/** A figure, or the reason why there is none. What does not apply is never 0. */
export type Figure<T> =
  { readonly value: T; readonly reason?: undefined } | { readonly value: null; readonly reason: string };

/** A figure that is known. */
export function known<T>(value: T): Figure<T> {
  return { value };
}

/** A figure that does not apply, or that no source gives, with the reason as a sentence. */
export function none<T>(reason: string): Figure<T> {
  return { value: null, reason };
}

/** The figure with its value turned into something else; a missing one stays missing, with its reason. */
export function mapFigure<T, U>(figure: Figure<T>, turn: (value: T) => U): Figure<U> {
  return figure.reason === undefined ? known(turn(figure.value)) : none(figure.reason);
}
