/**
 * Words that ask and that no answer repeats, where PostgreSQL's stop words do not have them. Those of the languages that the
 * judgement was measured in.
 */
const ASKING_WORDS = new Set(
  [
    'who whom whose what when where which why how many much kind kinds type types name names named called',
    'wer wen wem wessen was wann warum wieso weshalb wo woher wohin wofür womit wodurch woran wie viel viele welche',
    'welcher welches welchen welchem heißt heißen hieß hießen lautet lauten',
    '什么 什麼 多少 谁 誰 谁在 谁是 哪 哪个 哪一 哪些 哪位 哪里 何时 何地 何处 什么时候 为什么 怎么 怎样 如何 几 叫',
    'เท่าไร เท่าไหร่ ไหร่ กี่ บ้าง ไหน อะไร ใคร ใด อย่างไร ทำไม ไหม',
  ].flatMap((words) => words.split(' ')),
);

const WORD = /\p{L}[\p{L}\p{M}]*/gu;

/** A question without the words that only ask; as it is, where nothing else is in it. Its words stand apart. */
export function withoutAskingWords(question: string): string {
  const rest = question.replace(WORD, (word) => (isAskingWord(word) ? '' : word));
  return /[\p{L}\p{N}]/u.test(rest) ? rest : question;
}

export function isAskingWord(word: string): boolean {
  return ASKING_WORDS.has(word.toLowerCase());
}
