// What training tells, as types (src/teach/lesson_json.h).

/**
 * How often photos are named rightly by a head that was learnt without them.
 * @typedef {object} Accuracy
 * @property {number} value `right / total`; 0 where nothing could be tested
 * @property {number} low end of the interval that holds the true rate with 95 % confidence (Wilson)
 * @property {number} high end of it
 * @property {number} right photos
 * @property {number} total photos that were tested
 */

/**
 * A photo that was named wrongly while it was held out.
 * @typedef {object} Mistake
 * @property {number} id of the photo
 * @property {string} label its class
 * @property {string} predicted the class it was taken for
 * @property {number} probability of that
 */

/**
 * Something that would make the classes better.
 * @typedef {object} Suggestion
 * @property {'few-photos' | 'unequal' | 'duplicates' | 'two-classes' | 'alike' | 'confused'} kind `few-photos`: fewer than
 *   five; `unequal`: the second class has four times as many; `duplicates`: one photo several times; `two-classes`: one
 *   photo in several classes; `alike`: most photos are almost the same; `confused`: photos of the first class look like
 *   the second
 * @property {string[]} labels the classes, the one it is about first
 * @property {number[]} ids the photos, where it is about some
 * @property {string} text a sentence or two in English
 */

/**
 * A photo on the map of the embeddings (their two principal components).
 * @typedef {object} MapPoint
 * @property {number} id of the photo
 * @property {number} x along the direction in which the photos differ most
 * @property {number} y along the next one
 */

/**
 * What was learnt, and how good it is.
 * @typedef {object} Lesson
 * @property {string[]} classes their names
 * @property {number[]} counts their photos
 * @property {Accuracy} accuracy on photos that were held out
 * @property {string} method `leave-one-out`, or `10-fold` or `5-fold` for many photos; photos that are almost the same are
 *   held out together
 * @property {number[][]} confusion row: a class; column: how many of its photos were named so
 * @property {Mistake[]} wrong
 * @property {number[]} refused photos of yours that "none of these" would refuse: at most 5 %
 * @property {number[]} untested photos whose class has no other, or only almost the same ones
 * @property {Suggestion[]} suggestions
 * @property {MapPoint[]} map
 * @property {number[]} mapShare how much of the photos' differences each of the map's directions shows, in [0, 1]
 * @property {number} strength of the penalty on the head's weights, chosen on held-out photos
 * @property {number} temperature the logits are divided by, fitted on held-out photos
 * @property {number} threshold the likeness below which a photo is none of the classes
 */

export {};
