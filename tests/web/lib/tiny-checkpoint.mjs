// A small ResNet-18 with random weights, as a safetensors file with torchvision's names: for tests that need a network, but no
// right answers.

/**
 * @param {{ width?: number, classes?: number, seed?: number, bias?: number, rename?: (name: string) => string | undefined }}
 *   [options] width: channels of the first stage; bias: of every class; rename: from torchvision's name of a tensor to the
 *   one in the file, or undefined for one that is left out
 * @returns {Uint8Array} the file
 */
export function tinyCheckpoint({
  width = 8,
  classes = 10,
  seed = 1,
  bias = 0,
  rename = (name) => name,
} = {}) {
  const random = generator(seed);
  /** @type {{ name: string, shape: number[], values: Float32Array }[]} */
  const tensors = [];

  /**
   * @param {string} name
   * @param {number[]} shape
   * @param {() => number} value
   */
  const add = (name, shape, value) => {
    const count = shape.reduce((product, size) => product * size, 1);
    tensors.push({ name, shape, values: Float32Array.from({ length: count }, value) });
  };
  /**
   * @param {string} conv
   * @param {string} norm
   * @param {number} inputs
   * @param {number} outputs
   * @param {number} kernel
   */
  const addConvolution = (conv, norm, inputs, outputs, kernel) => {
    // He's initialisation: activations keep their size through the layers.
    const deviation = Math.sqrt(2 / (inputs * kernel * kernel));
    add(`${conv}.weight`, [outputs, inputs, kernel, kernel], () => random() * deviation);
    add(`${norm}.weight`, [outputs], () => 1 + 0.1 * random());
    add(`${norm}.bias`, [outputs], () => 0.1 * random());
    add(`${norm}.running_mean`, [outputs], () => 0.1 * random());
    add(`${norm}.running_var`, [outputs], () => 1 + 0.1 * Math.abs(random()));
  };

  addConvolution('conv1', 'bn1', 3, width, 7);
  let inputs = width;
  for (let stage = 1; stage <= 4; stage++) {
    const outputs = width << (stage - 1);
    for (let block = 0; block < 2; block++) {
      const name = `layer${stage}.${block}`;
      addConvolution(`${name}.conv1`, `${name}.bn1`, inputs, outputs, 3);
      addConvolution(`${name}.conv2`, `${name}.bn2`, outputs, outputs, 3);
      if (inputs !== outputs) {
        addConvolution(`${name}.downsample.0`, `${name}.downsample.1`, inputs, outputs, 1);
      }
      inputs = outputs;
    }
  }
  add('fc.weight', [classes, inputs], () => random() / Math.sqrt(inputs));
  add('fc.bias', [classes], () => bias);
  return safetensors(
    tensors.flatMap((tensor) => {
      const name = rename(tensor.name);
      return name === undefined ? [] : [{ ...tensor, name }];
    }),
  );
}

/**
 * The same in two files with an index, as Hugging Face writes large checkpoints.
 * @param {Uint8Array} file of tinyCheckpoint
 * @returns {Record<string, Uint8Array>} by name, the index first
 */
export function shardedCheckpoint(file) {
  const length = Number(Buffer.from(file.buffer, file.byteOffset, 8).readBigUInt64LE());
  const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString());
  const tensors = Object.entries(header).map(
    ([
      name,
      {
        shape,
        data_offsets: [begin, end],
      },
    ]) => ({
      name,
      shape,
      values: new Float32Array(
        Uint8Array.from(file.subarray(8 + length + begin, 8 + length + end)).buffer,
      ),
    }),
  );
  const names = ['model-1.safetensors', 'model-2.safetensors'];
  const parts = names.map((_, part) => tensors.filter((_tensor, i) => i % 2 === part));
  const map = Object.fromEntries(
    parts.flatMap((part, i) => part.map(({ name }) => [name, names[i]])),
  );
  return {
    'model.safetensors.index.json': Buffer.from(JSON.stringify({ weight_map: map })),
    [names[0]]: safetensors(parts[0]),
    [names[1]]: safetensors(parts[1]),
  };
}

/**
 * @param {{ name: string, shape: number[], values: Float32Array }[]} tensors
 * @returns {Uint8Array}
 */
function safetensors(tensors) {
  /** @type {Record<string, object>} */
  const header = {};
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([
    length,
    padded,
    ...tensors.map(({ values }) =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength),
    ),
  ]);
}

/**
 * Values of mean 0 and deviation 1, the same for the same seed (xorshift32, three summed uniforms).
 * @param {number} seed
 * @returns {() => number}
 */
function generator(seed) {
  let state = seed | 0 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return () => 2 * (uniform() + uniform() + uniform() - 1.5);
}
