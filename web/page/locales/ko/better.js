// 더 큰 모델 제안.

/** @type {Record<string, string>} */
export default {
  'better.offer': '더 큰 모델 {title}(이)라면 알아볼 수도 있습니다. 원할 때만 내려받습니다.',
  'better.go': '내려받아 다시 분류하기',
  'better.failed': '{title}을(를) 내려받지 못했습니다. 기본 모델을 계속 사용합니다.',
  'better.before': '기본 모델의 답: {name}. {sure}',
};
