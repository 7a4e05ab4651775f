// 내 체크포인트.

/** @type {Record<string, string>} */
export default {
  'model.settings': '파일로 알 수 없는 설정',
  'model.structure': '파악한 구조',
  'model.path': '파일 안의 위치: {path}',
  'model.assumed': '파일에 없어 다음과 같이 추정했습니다.',
  'model.encoder':
    '이 파일에는 클래스가 없어 사진을 분류할 수 없습니다. 안을 들여다보거나, 임베딩으로 사진을 비교하는 데 쓸 수 있습니다.',
};
