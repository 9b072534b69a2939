/** A style sheet imported `with { loader: 'text' }`. */
declare module '*.css' {
  const text: string;
  export default text;
}
