// The types of the results of training (src/teach/lesson_json.h).

/**
 * The accuracy of predictions for photos by heads that were learned without them.
 * @typedef {object} Accuracy
 * @property {number} value `right / total`; 0 if nothing could be tested
 * @property {number} low lower end of the 95 % confidence interval (Wilson)
 * @property {number} high upper end
 * @property {number} right number of correctly classified photos
 * @property {number} total number of tested photos
 */

/**
 * A photo that was misclassified while it was held out.
 * @typedef {object} Mistake
 * @property {number} id of the photo
 * @property {string} label its class
 * @property {string} predicted the predicted class
 * @property {number} probability of the predicted class
 */

/**
 * A suggestion that would improve the classes.
 * @typedef {object} Suggestion
 * @property {'few-photos' | 'unequal' | 'duplicates' | 'two-classes' | 'alike' | 'confused'} kind `few-photos`: fewer than
 *   five; `unequal`: the second class has four times as many; `duplicates`: copies of one photo; `two-classes`: one photo in
 *   several classes; `alike`: most photos are nearly identical; `confused`: photos of the first class are mistaken for the
 *   second
 * @property {string[]} labels the classes, the main one first
 * @property {number[]} ids the photos concerned, if any
 * @property {string} text a sentence or two in English
 */

/**
 * A photo on the map of the embeddings (their two principal components).
 * @typedef {object} MapPoint
 * @property {number} id of the photo
 * @property {number} x along the direction of largest variance
 * @property {number} y along the second one
 */

/**
 * The learned head and its quality.
 * @typedef {object} Lesson
 * @property {string[]} classes their names
 * @property {number[]} counts their photos
 * @property {Accuracy} accuracy on held-out photos
 * @property {string} method `leave-one-out`, or `10-fold` or `5-fold` for many photos; nearly identical photos are held out
 *   together
 * @property {number[][]} confusion row: the class; column: the predicted class; number of photos
 * @property {Mistake[]} wrong
 * @property {number[]} refused photos that would be rejected as "none of these": at most 5 %
 * @property {number[]} untested photos whose class has no others, or only nearly identical ones
 * @property {Suggestion[]} suggestions
 * @property {MapPoint[]} map
 * @property {number[]} mapShare the share of variance of each of the map's directions, in [0, 1]
 * @property {number} strength of the penalty on the head's weights, chosen on held-out photos
 * @property {number} temperature the logits are divided by, fitted on held-out photos
 * @property {number} threshold the similarity below which a photo is none of the classes
 */

export {};
