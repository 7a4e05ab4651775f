// What the WebAssembly module offers (src/bindings/embind.cc), as types.

/**
 * A class that may be on the photo.
 * @typedef {object} Prediction
 * @property {string} label name of the class
 * @property {number} index of the class, from 0
 * @property {number} probability in [0, 1]; over all classes they add up to 1
 */

/**
 * The everyday group of an answer, such as "dog" for a Samoyed: the most probable one, or that of a class that is certain
 * by itself.
 * @typedef {object} Group
 * @property {string} label name of the group
 * @property {number} index of the group, from 0
 * @property {number} probability of all its classes together, in [0, 1]
 * @property {'class' | 'group' | 'nothing'} certain the most specific thing that reaches the model's threshold (0.5 where it
 *   has none): the class, the group alone, or nothing
 * @property {Prediction} best the most probable class of the group
 */

/**
 * A class that the network can name.
 * @typedef {object} ClassInfo
 * @property {string} label name of the class; `class 7` where it has none
 * @property {number} index of the class, from 0
 * @property {{ label: string, index: number }} [group] its everyday group; absent where the model's classes have no groups
 */

/**
 * How long the parts of a classification took, in milliseconds.
 * @typedef {object} Milliseconds
 * @property {number} decode from the file's bytes to pixels; 0 for raw pixels
 * @property {number} preprocess resize, crop and normalise
 * @property {number} network from the input to the probabilities
 */

/**
 * @typedef {object} WasmInfo
 * @property {string} architecture such as `resnet18`
 * @property {number} classes how many there are; 0 for an encoder, which cannot classify
 * @property {'softmax' | 'sigmoid'} output whether exactly one class is right (`softmax`; also of two classes told apart by
 *   one logit), or each by itself (`sigmoid`)
 * @property {string} structure the network as a tree in the paper's terms, a line for stem, stages, blocks and head
 * @property {Design} design the same as data, for pages that draw it
 * @property {string} path where the network lies in its file, such as `model_ema`; empty where it is all of it
 * @property {string[]} assumptions what neither the file nor the configuration says, and was assumed
 * @property {number} inputHeight pixels that the network sees, from top to bottom
 * @property {number} inputWidth pixels that the network sees, from left to right
 * @property {number} parameters how many numbers were trained
 * @property {number} threads that the network runs on
 * @property {number} threadGain how many times as fast as one thread several were measured to be when the network was loaded;
 *   0 where that was not measured, as with `threads` given
 * @property {128 | 256} vectorBits that instructions work on: 256 where the browser was measured to make one of two, as Chrome
 *   does with V8's revectorisation; what is multiplied together is chosen by it
 * @property {'given' | 'absent' | 'mismatch'} labels whether the classes have names: `given`; or `absent`, or too many or too
 *   few (`mismatch`), so that they are called `class 0` and so on
 * @property {'imagenet' | 'given' | 'absent'} groups whose everyday groups answers have: `imagenet`, the table of ImageNet's
 *   1000 classes, which are known by their names, or by their number where they have none; `given`, the model's own; or none
 * @property {number} temperature the logits are divided by it before they become probabilities; 1 where the model says
 *   nothing
 * @property {number} threshold a best class of a lower probability is a guess (`sure` is false); 0 where the model says
 *   nothing
 */

/**
 * A convolution, with the normalisation that follows it.
 * @typedef {object} ConvolutionDesign
 * @property {number} outChannels that it makes
 * @property {number} kernel height and width, pixels
 * @property {number} groups of channels that do not mix; as many as channels: depthwise
 * @property {number} stride pixels
 * @property {number} padding pixels, on all sides
 * @property {number} dilation pixels from one tap to the next
 */

/**
 * A residual block: two convolutions (`basic`) or three (`bottleneck`), and what passes them by.
 * @typedef {object} BlockDesign
 * @property {'basic' | 'bottleneck'} type two 3x3 convolutions, or 1x1, 3x3 and 1x1
 * @property {number} inChannels that it takes in
 * @property {ConvolutionDesign[]} convolutions of its branch, in their order
 * @property {'identity' | 'projection' | 'pooled-projection' | 'padding'} shortcut a projection is a 1x1 convolution, behind
 *   2x2 average pooling where it is pooled; padding adds channels of zeros
 * @property {{ type: 'none' | 'squeeze-excite' | 'efficient' | 'effective', size: number, parameters: number,
 *   multiplications: number }} gate what weighs the branch's channels; the size is what the squeeze leaves, or the taps, and the
 *   multiplications are those for one image
 */

/**
 * What the network is made of.
 * @typedef {object} Design
 * @property {number} inputChannels of the image: 3, or 1 for grey
 * @property {string} activation of stem and blocks, such as `relu`
 * @property {string} sumActivation after a block's addition
 * @property {boolean} antiAliased a 3x3 blur wherever the body strides, and after the stem's pooling
 * @property {{ convolutions: ConvolutionDesign[], activation: boolean,
 *   pool: { window: number, stride: number, padding: number } | null }} stem its convolutions, whether an activation
 *   follows the last of them, and its max pooling
 * @property {{ blocks: BlockDesign[] }[]} stages of the body
 * @property {{ pooling: 'average' | 'max' | 'max-average', layers: { outChannels: number, beforePooling: boolean,
 *   type: 'convolution' | 'linear' | 'normalisation' | 'activation' }[] }} head how it pools, and its layers
 */

/**
 * The learned numbers of a layer, batch normalisation included: each output is the sum of its weights times the inputs, and its
 * bias.
 * @typedef {object} LayerWeights
 * @property {number} outputs channels or classes
 * @property {number} height of a filter, pixels; 1 for a linear layer
 * @property {number} width likewise
 * @property {number} inputs channels
 * @property {Float32Array} data outputs x height x width x inputs numbers
 * @property {Float32Array} bias one number for each output
 */

/**
 * A rectangle in pixels: x grows to the right, y downwards, from the photo's top left corner.
 * @typedef {object} Rect
 * @property {number} x of the left side, pixels
 * @property {number} y of the upper side, pixels
 * @property {number} width pixels
 * @property {number} height pixels
 */

/**
 * A value inside the network: `channels` numbers at each of height x width places.
 * @typedef {object} Feature
 * @property {number} height places from top to bottom
 * @property {number} width places from left to right
 * @property {number} channels numbers at each place
 * @property {Float32Array} data height x width x channels numbers: rows from the top, channels innermost
 */

/**
 * What the network makes of a photo on the way to its answer.
 * @typedef {object} Features
 * @property {Record<string, Feature>} features by name
 * @property {{ name: string, ms: number }[]} steps milliseconds of each step that ran for this answer, in their
 *   order, named by their layer ("stage1.block1.first") or by what they make ("pooled")
 * @property {Prediction[]} predictions most probable first; none of a network without classes
 * @property {Rect} seen the part of the photo that the network saw, in pixels of the upright photo, not
 *   rounded; where the network pads, it reaches beyond the photo
 * @property {Milliseconds} ms how long each part took
 */

/**
 * Where a photo speaks for a class: a class activation map (Zhou et al. 2016, "Learning Deep Features for
 * Discriminative Localization"). The mean of `data`, plus `bias`, is the class's logit.
 * @typedef {object} Explanation
 * @property {string} label of the class
 * @property {number} index of the class
 * @property {number} probability of the class, in [0, 1]
 * @property {number} height places of the map from top to bottom: 7 where the network sees 224 pixels
 * @property {number} width places from left to right
 * @property {Float32Array} data height x width numbers, rows from the top; below 0 a place speaks against
 *   the class
 * @property {number} bias what the class has wherever the network looks
 * @property {Rect} seen the part of the photo that the map lies over, as in `Features`
 * @property {Milliseconds} ms how long each part took
 */

/**
 * What one step of the network costs, by itself.
 * @typedef {object} StepCost
 * @property {string} name of its layer or of what it makes: "stage1.block1.first"
 * @property {number} ms milliseconds, the median of several runs
 * @property {number} flops additions and multiplications of the textbook algorithm
 * @property {number} bytes read and written, weights included
 */

/** @typedef {{ predictions: Prediction[], sure: boolean, novel?: boolean, group?: Group, ms: Milliseconds }} WasmResult sure:
 *   the best class of all reaches the model's threshold */

/**
 * A photo: `data` is an encoded file, or raw pixels (RGBA) where a size is given; `crop` is the part that
 * counts.
 * @typedef {object} WasmPhoto
 * @property {Uint8Array | Uint8ClampedArray} data
 * @property {number} [width]
 * @property {number} [height]
 * @property {Rect} [crop]
 * @property {number} [maxPixels] that a file may have
 */

/** @typedef {number} WasmLoader reads a checkpoint's bytes; until `deleteLoader` */
/** @typedef {number} WasmClassifier until `deleteClassifier` */

/**
 * The functions of src/bindings/embind.cc.
 * @typedef {object} WasmModule
 * @property {Record<string, any>} wasmExports what the WebAssembly itself exports (Emscripten), for readers.js
 * @property {(options: { labels?: string, cards?: string[], threads?: number, measureThreads?: boolean,
 *   kernels?: string, fused?: boolean }) => WasmLoader} makeLoader fused: the browser makes one instruction of two (fused-vectors.js)
 * @property {(loader: WasmLoader, bytes: Uint8Array) => void} push the checkpoint's next bytes, in file order
 * @property {(loader: WasmLoader) => string[]} endFile after each file of a sharded checkpoint; names those that must
 *   follow its index
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
 * @property {(self: WasmClassifier) => string[]} valueNames all that `features` can be asked for, in the order of
 *   computation
 * @property {(self: WasmClassifier) => string} body see src/classify/body_json.h
 * @property {(self: WasmClassifier) => void} deleteClassifier
 */

/** @typedef {(overrides: object) => Promise<WasmModule>} WasmFactory */

export {};
