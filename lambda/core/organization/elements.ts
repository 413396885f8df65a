/** The elements of a JSON array, one at a time, from text that comes in pieces: a result file of a map run may be larger than memory. Pure. */

/** @throws SyntaxError for what is no array */
export async function* elementsOf(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<unknown> {
  let [depth, isText, isEscaped, hasBegun] = [0, false, false, false];
  let element = '';
  for await (const piece of pieces) {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const letter = piece[at];
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (letter === '\\') isEscaped = true;
        else if (letter === '"') isText = false;
        continue;
      }
      if (letter === '"') isText = true;
      else if (letter === '[' || letter === '{') {
        depth++;
        if (depth === 1) {
          if (letter !== '[' || hasBegun) throw new SyntaxError('the text must be one JSON array');
          hasBegun = true;
          from = at + 1;
        }
      } else if (letter === ']' || letter === '}') {
        depth--;
      }
      if ((depth === 1 && letter === ',') || (depth === 0 && letter === ']')) {
        const whole = element + piece.slice(from, at);
        if (whole.trim() !== '') yield JSON.parse(whole);
        element = '';
        from = at + 1;
      }
    }
    if (depth > 0) element += piece.slice(from);
  }
  if (!hasBegun || depth !== 0) throw new SyntaxError('the text must be one JSON array, and ends before its end');
}
