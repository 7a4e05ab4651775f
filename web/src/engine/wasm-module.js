// The types of the WebAssembly module's interface (src/bindings/embind.cc).

/**
 * A class with its probability.
 * @typedef {object} Prediction
 * @property {string} label name of the class
 * @property {number} index of the class, from 0
 * @property {number} probability in [0, 1]; the sum over all classes is 1
 */

/**
 * The everyday group of an answer, such as "dog" for a Samoyed: the group of the most probable class if that class is certain,
 * otherwise the most probable group.
 * @typedef {object} Group
 * @property {string} label name of the group
 * @property {number} index of the group, from 0
 * @property {number} probability the sum over its classes, in [0, 1]
 * @property {'class' | 'group' | 'nothing'} certain the most specific answer whose probability reaches the model's threshold
 *   (0.5 if it has none): the class, only the group, or neither
 * @property {Prediction} best the most probable class of the group
 */

/**
 * A class of the network.
 * @typedef {object} ClassInfo
 * @property {string} label name of the class; `class 7` if it has none
 * @property {number} index of the class, from 0
 * @property {{ label: string, index: number }} [group] its everyday group; undefined if the model's classes have no groups
 */

/**
 * The time of the parts of a classification, in milliseconds.
 * @typedef {object} Milliseconds
 * @property {number} decode from the file's bytes to pixels; 0 for raw pixels
 * @property {number} preprocess resize, crop and normalise
 * @property {number} network from the input to the probabilities
 */

/**
 * @typedef {object} WasmInfo
 * @property {string} architecture such as `resnet18`
 * @property {number} classes number of classes; 0 for an encoder, which cannot classify
 * @property {'softmax' | 'sigmoid'} output whether exactly one class is right (`softmax`; also for two classes with one logit),
 *   or each class is judged separately (`sigmoid`)
 * @property {string} structure the network as a tree in the ResNet paper's terms, with one line per stem, stage, block and head
 * @property {Design} design the same as data, for drawing it
 * @property {string} path the network's place in its file, such as `model_ema`; empty if it is the whole file
 * @property {string[]} assumptions assumptions that neither the file nor the configuration confirms
 * @property {number} inputHeight height of the input, pixels
 * @property {number} inputWidth width of the input, pixels
 * @property {number} parameters number of trained parameters
 * @property {number} threads number of threads in use
 * @property {number} threadGain speedup of several threads over one, measured when the network was loaded; 0 if it was not
 *   measured, as when `threads` is given
 * @property {128 | 256} vectorBits width of vector instructions in bits: 256 if the browser was measured to combine pairs of
 *   them, as Chrome does with V8's revectorisation; determines the choice of kernels
 * @property {'given' | 'absent' | 'mismatch'} labels whether the classes are named: `given`; or `absent`, or a wrong number of
 *   names (`mismatch`), in which case they are called `class 0` and so on
 * @property {'imagenet' | 'given' | 'absent'} groups the origin of the everyday groups: `imagenet`, the table for ImageNet's
 *   1000 classes, which are recognised by name, or by number if they have no names; `given`, the model's own; or `absent`
 * @property {number} temperature logits are divided by it before softmax; 1 if the model does not specify it
 * @property {number} threshold answers with a lower probability are not sure (`sure` is false); 0 if the model does not specify
 *   it
 */

/**
 * A convolution, including the normalisation after it.
 * @typedef {object} ConvolutionDesign
 * @property {number} outChannels number of output channels
 * @property {number} kernel height and width of the kernel, pixels
 * @property {number} groups number of channel groups; equal to the number of channels if depthwise
 * @property {number} stride pixels
 * @property {number} padding pixels, on each side
 * @property {number} dilation pixels between taps
 */

/**
 * A residual block: a branch of two (`basic`) or three (`bottleneck`) convolutions, and a shortcut.
 * @typedef {object} BlockDesign
 * @property {'basic' | 'bottleneck'} type two 3x3 convolutions, or 1x1, 3x3 and 1x1
 * @property {number} inChannels number of input channels
 * @property {ConvolutionDesign[]} convolutions of its branch, in order
 * @property {'identity' | 'projection' | 'pooled-projection' | 'padding'} shortcut a projection is a 1x1 convolution, after 2x2
 *   average pooling if it is pooled; padding adds zero channels
 * @property {{ type: 'none' | 'squeeze-excite' | 'efficient' | 'effective', size: number, parameters: number, multiplications:
 *   number }} gate the attention that scales the branch's channels; size: channels after the squeeze, or taps; multiplications:
 *   for one image
 */

/**
 * The structure of a network.
 * @typedef {object} Design
 * @property {number} inputChannels of the image: 3, or 1 for grey
 * @property {string} activation of stem and blocks, such as `relu`
 * @property {string} sumActivation after a block's addition
 * @property {boolean} antiAliased whether each stride of the body, and the stem's pooling, has a 3x3 blur
 * @property {{ convolutions: ConvolutionDesign[], activation: boolean, pool: { window: number, stride: number, padding: number
 *   } | null }} stem its convolutions, whether an activation follows the last one, and its max pooling
 * @property {{ blocks: BlockDesign[] }[]} stages of the body
 * @property {{ pooling: 'average' | 'max' | 'max-average', layers: { outChannels: number, beforePooling: boolean, type:
 *   'convolution' | 'linear' | 'normalisation' | 'activation' }[] }} head its pooling and its layers
 */

/**
 * The weights of a layer with batch normalisation folded in: each output is the sum of its weights times the inputs, plus its
 * bias.
 * @typedef {object} LayerWeights
 * @property {number} outputs channels or classes
 * @property {number} height of a filter, pixels; 1 for a linear layer
 * @property {number} width width of a filter, pixels; 1 for a linear layer
 * @property {number} inputs channels
 * @property {Float32Array} data outputs x height x width x inputs numbers
 * @property {Float32Array} bias one number per output
 */

/**
 * A rectangle in pixels: x grows to the right, y downwards, from the photo's top left corner.
 * @typedef {object} Rect
 * @property {number} x of the left edge, pixels
 * @property {number} y of the top edge, pixels
 * @property {number} width pixels
 * @property {number} height pixels
 */

/**
 * A value inside the network: `channels` numbers at each of height x width positions.
 * @typedef {object} Feature
 * @property {number} height positions from top to bottom
 * @property {number} width positions from left to right
 * @property {number} channels numbers at each position
 * @property {Float32Array} data height x width x channels numbers: rows from the top, channels innermost
 */

/**
 * The values inside the network for a photo.
 * @typedef {object} Features
 * @property {Record<string, Feature>} features by name
 * @property {{ name: string, ms: number }[]} steps the time of each step in milliseconds, in the order of execution, named
 *   after its layer ("stage1.block1.first") or its result ("pooled")
 * @property {Prediction[]} predictions most probable first; empty for a network without classes
 * @property {Rect} seen the part of the photo that the network saw, in pixels of the upright photo, not rounded; it exceeds the
 *   photo where the input is padded
 * @property {Milliseconds} ms the time of each part
 */

/**
 * The evidence for a class across a photo: a class activation map (Zhou et al. 2016, "Learning Deep Features for Discriminative
 * Localization"). The mean of `data`, plus `bias`, is the class's logit.
 * @typedef {object} Explanation
 * @property {string} label of the class
 * @property {number} index of the class
 * @property {number} probability of the class, in [0, 1]
 * @property {number} height positions from top to bottom: 7 for an input of 224 pixels
 * @property {number} width positions from left to right
 * @property {Float32Array} data height x width numbers, rows from the top; negative values are evidence against the class
 * @property {number} bias the part of the logit that is independent of the photo
 * @property {Rect} seen the part of the photo under the map, as in `Features`
 * @property {Milliseconds} ms the time of each part
 */

/**
 * The cost of one step of the network.
 * @typedef {object} StepCost
 * @property {string} name of its layer or its result: "stage1.block1.first"
 * @property {number} ms milliseconds, the median of several runs
 * @property {number} flops additions and multiplications of the textbook algorithm
 * @property {number} bytes bytes read and written, including weights
 */

/** @typedef {{ predictions: Prediction[], sure: boolean, novel?: boolean, group?: Group, ms: Milliseconds }} WasmResult sure:
 * whether the most probable of all classes reaches the model's threshold

/**
 * A photo: `data` is an encoded file, or raw pixels (RGBA) if a size is given; `crop` is the part to use.
 * @typedef {object} WasmPhoto
 * @property {Uint8Array | Uint8ClampedArray} data
 * @property {number} [width]
 * @property {number} [height]
 * @property {Rect} [crop]
 * @property {number} [maxPixels] limit for encoded files
 */

/** @typedef {number} WasmLoader reads a checkpoint's bytes; until `deleteLoader` */
/** @typedef {number} WasmClassifier until `deleteClassifier` */

/**
 * The functions exported by src/bindings/embind.cc.
 * @typedef {object} WasmModule
 * @property {Record<string, any>} wasmExports Emscripten's raw WebAssembly exports, for readers.js
 * @property {(options: { labels?: string, cards?: string[], threads?: number, measureThreads?: boolean, kernels?: string,
 *   fused?: boolean }) => WasmLoader} makeLoader fused: the browser combines pairs of instructions (fused-vectors.js)
 * @property {(loader: WasmLoader, bytes: Uint8Array) => void} push the checkpoint's next bytes, in file order
 * @property {(loader: WasmLoader) => string[]} endFile call after each file of a sharded checkpoint; returns the names of the
 *   files that must follow its index
 * @property {(loader: WasmLoader) => WasmClassifier} finish
 * @property {(loader: WasmLoader) => void} deleteLoader
 * @property {(self: WasmClassifier) => WasmInfo} info
 * @property {(self: WasmClassifier, photo: WasmPhoto, options: { topK: number }) => WasmResult} classify
 * @property {(self: WasmClassifier, photo: WasmPhoto) => Float32Array} logits
 * @property {(self: WasmClassifier, tensor: { data: Float32Array, shape: readonly number[] }) => Float32Array} logitsOf
 * @property {(self: WasmClassifier, photo: WasmPhoto) => Float32Array} embed
 * @property {(self: WasmClassifier, photo: WasmPhoto,
 *   options: { names: readonly string[], shortcuts: boolean, without?: readonly string[], topK: number }) => Features} features
 * @property {(self: WasmClassifier, photo: WasmPhoto,
 *   options: { index?: number, label?: string, shortcuts: boolean, without?: readonly string[] }) => Explanation} explain
 * @property {(self: WasmClassifier) => LayerWeights} stemWeights
 * @property {(self: WasmClassifier) => LayerWeights} headWeights
 * @property {(self: WasmClassifier) => ClassInfo[]} classes
 * @property {(self: WasmClassifier) => StepCost[]} profile
 * @property {(self: WasmClassifier) => void} warmUp
 * @property {(self: WasmClassifier) => string[]} valueNames all names that `features` accepts, in the order of computation
 * @property {(self: WasmClassifier) => string} body see src/classify/body_json.h
 * @property {(self: WasmClassifier) => void} deleteClassifier
 */

/** @typedef {(overrides: object) => Promise<WasmModule>} WasmFactory */

export {};
