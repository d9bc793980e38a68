// Computes a proof of work (consult/draft_submissions/proof_of_work.py): told {task, bits}, answers {tried} now and then,
// and {proof} at the end. SHA-256 in plain code: crypto.subtle takes longer to be asked than to answer.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let n = 2, found = 0; found < 64; n += 1) {
  let isPrime = true;
  for (let by = 2; by * by <= n; by += 1) if (n % by === 0) isPrime = false;
  if (!isPrime) continue;
  const part = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
  if (found < 8) START[found] = part(Math.sqrt(n));
  K[found] = part(Math.cbrt(n));
  found += 1;
}

const w = new Uint32Array(64);

// One block, which is in the first 16 words of w.
function compress(from) {
  for (let i = 16; i < 64; i += 1) {
    const a = w[i - 15];
    const b = w[i - 2];
    const first = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const second = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    w[i] = w[i - 16] + first + w[i - 7] + second;
  }
  let [a, b, c, d, e, f, g, h] = from;
  for (let i = 0; i < 64; i += 1) {
    const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + turned + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const other = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (other + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return Uint32Array.of(from[0] + a, from[1] + b, from[2] + c, from[3] + d, from[4] + e, from[5] + f, from[6] + g, from[7] + h);
}

// Puts text, shorter than 56 characters of ASCII, into the block; isLast ends a message of `length` bytes with it.
function put(text, length) {
  w.fill(0, 0, 16);
  for (let i = 0; i < text.length; i += 1) w[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
  if (!length) return;
  w[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  w[15] = length * 8;
}

onmessage = ({ data: { task, bits } }) => {
  put(task, 0);
  const middle = compress(START);
  for (let number = 0; ; number += 1) {
    const text = `.${number}`;
    put(text, task.length + text.length);
    const hash = compress(middle);
    if ((bits <= 0 || hash[0] >>> (32 - Math.min(bits, 32)) === 0) && bits <= 32) {
      postMessage({ proof: String(number) });
      return;
    }
    if (number % 20000 === 19999) postMessage({ tried: number + 1 });
  }
};
