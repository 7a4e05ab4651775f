// What is said of a checkpoint of one's own, in both languages.

export default {
  en: {
    'model.settings': 'Settings that no file can tell',
    'model.structure': 'What was understood',
    'model.path': 'Found in the file at: {path}',
    'model.assumed': 'Assumed, since the file does not say it:',
    'model.encoder':
      'This file has no classes, so it cannot classify photos. “Look inside” shows its feature maps, and its embeddings compare photos.',
  },
  ko: {
    'model.settings': '파일로 알 수 없는 설정',
    'model.structure': '파악한 구조',
    'model.path': '파일 안의 위치: {path}',
    'model.assumed': '파일에 없어 다음과 같이 추정했습니다.',
    'model.encoder':
      '이 파일에는 클래스가 없어 사진을 분류할 수 없습니다. 안을 들여다보거나, 임베딩으로 사진을 비교하는 데 쓸 수 있습니다.',
  },
};
