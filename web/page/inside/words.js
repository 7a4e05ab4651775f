// What is said in the laboratory, in both languages.

import en from './words-en.js';
import ko from './words-ko.js';

export default { en, ko };
