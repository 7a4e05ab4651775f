// What the harness compares. Everything specific to one engine is here or in adapters/<adapter>.mjs.
//
// engine: {
//   id        name used by --engines and in the tables
//   adapter   file in adapters/ (runs inside the browser's worker)
//   package   npm package(s) whose versions go in the report
//   dtypes    { fp32: 'model file suffix' | null, int8: ... }   null: the engine brings its own model
//   threads   thread counts it can be asked for
//   options   handed to the adapter as ctx.options
//   args      more arguments of the browser
//   baseline  the engine that ratios are against; default: the one named below
// }

const here = new URL('.', import.meta.url).pathname;
export const roots = {
  // URL prefix -> folder
  '/peers/': here,
  '/residua/': new URL('../../../web/', import.meta.url).pathname,
};

export const bareImports = {
  // bare module names inside packages -> URL (workers have no import maps)
  '@litertjs/wasm-utils': '/peers/node_modules/@litertjs/wasm-utils/dist/index.js',
};

export const baseline = 'residua'; // ratios are against this engine, same model, dtype and threads

// V8 makes one 256-bit instruction of two of the WebAssembly's; off by default in Chromium 156.
const revectorized = {
  args: ['--js-flags=--wasm-revectorize'],
  baseline: 'residua-revectorized',
};

const RESIDUA = { adapter: 'residua', dtypes: { fp32: '.safetensors' }, threads: [1, 2] };

export const engines = [
  {
    id: 'residua',
    ...RESIDUA,
    note: 'the module as it ships, the best flavour of the browser, kernels: auto',
  },
  {
    id: 'residua-lean',
    ...RESIDUA,
    note: 'the same with kernels: lean, the least memory',
    options: { kernels: 'lean' },
  },
  {
    id: 'residua-simd',
    ...RESIDUA,
    threads: [1],
    note: 'the same without relaxed SIMD',
    options: { flavour: 'simd' },
  },
  {
    id: 'residua-direct',
    ...RESIDUA,
    threads: [1],
    note: "the same with XNNPACK's own kernels alone",
    options: { kernels: 'direct' },
  },
  {
    id: 'residua-onnx',
    adapter: 'residua',
    dtypes: { fp32: '.fp32.onnx' },
    threads: [1, 2],
    note: 'residua with the file that onnxruntime-web is given',
  },
  {
    id: 'residua-revectorized',
    ...RESIDUA,
    note: "residua in a browser with V8's revectorisation",
    ...revectorized,
  },
  {
    id: 'ort',
    adapter: 'ort',
    package: ['onnxruntime-web'],
    dtypes: { fp32: '.fp32.onnx', int8: '.int8.onnx' },
    threads: [1, 2],
    note: 'onnxruntime-web/wasm entry, wasm EP, graphOptimizationLevel all',
  },
  {
    id: 'tfjs',
    adapter: 'tfjs',
    package: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm'],
    dtypes: { fp32: '.fp32.tfjs' },
    threads: [1, 2],
    note: 'layers API, fused conv+bias+relu; SIMD (1) or threaded SIMD (2) binary; its cap of hardwareConcurrency/2 threads lifted',
  },
  {
    id: 'tfjs-shipped',
    adapter: 'tfjs',
    package: ['@tensorflow/tfjs-backend-wasm'],
    dtypes: { fp32: '.fp32.tfjs' },
    threads: [2],
    note: 'as it comes: setThreadsCount(2) gives min(2, hardwareConcurrency/2) = 1 thread on two cores',
    options: { asShipped: true },
  },
  {
    id: 'litert',
    adapter: 'litert',
    package: ['@litertjs/core'],
    dtypes: { fp32: '.fp32.tflite', int8: '.int8.tflite' },
    threads: [1, 2],
    note: 'wasm accelerator; threads 1: default build, threads 2: {threads: true}, cpuOptions.numThreads',
  },
  {
    id: 'litert-revectorized',
    adapter: 'litert',
    package: ['@litertjs/core'],
    dtypes: { fp32: '.fp32.tflite' },
    threads: [1, 2],
    note: "litert in a browser with V8's revectorisation",
    ...revectorized,
  },
  {
    id: 'litert-compat',
    adapter: 'litert',
    package: ['@litertjs/core'],
    dtypes: { fp32: '.fp32.tflite', int8: '.int8.tflite' },
    threads: [1],
    note: "LiteRT's build without relaxed SIMD (what a browser without it gets)",
    options: { file: 'litert_wasm_compat_internal.js' },
  },
  {
    id: 'mediapipe',
    adapter: 'mediapipe',
    package: ['mediapipe-vision'],
    dtypes: { fp32: '.fp32.mp.tflite' },
    threads: [1],
    note: 'ImageClassifier, CPU delegate; includes its image preprocessing (WebGL, here on SwiftShader); needs metadata in the .tflite',
    options: { base: '/peers/node_modules/mediapipe-vision' },
  },
];

export const chromium = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
