// 작동 원리.

/** @type {Record<string, string>} */
export default {
  'about.title': '작동 원리',
  'about.close': '닫기',
  'about.photo': '1. 사진을 작게 줄입니다',
  'about.photo.more':
    '이 기기에서 사진을 디코딩하고, 학습에 쓴 사진과 똑같은 방법으로 {size}픽셀로 줄이고 잘라 냅니다.',
  'about.network': '2. 잔차 신경망이 사진을 봅니다',
  'about.network.more':
    '{name}이(가) 학습한 가중치 {parameters}개로 블록마다 계산합니다. 각 블록은 스킵 연결로 넘어온 값에 잔차를 더합니다. “안을 들여다보기”에서 모든 단계를 볼 수 있습니다.',
  'about.answer': '3. 답은 확률의 목록입니다',
  'about.answer.more':
    '분류할 수 있는 클래스마다 확률이 하나씩 나옵니다. 충분히 높은 확률이 없으면 추측하지 않고 “잘 모르겠습니다”라고 답합니다.',
  'about.here': '4. 모두 이 기기에서 이루어집니다',
  'about.here.more':
    '모델은 WebAssembly로 컴파일한 C++ 프로그램이며 브라우저 안에서 실행됩니다. 사진을 업로드하지 않고, 사용 기록도 수집하지 않습니다.',
  'about.embed': '내 페이지에서 이 모델 사용하기',
  'about.embed.more': '다음 코드는 {name}을(를) 사용합니다.',
  'about.embed.frame': '프레임으로',
  'about.embed.module': 'JavaScript로',
};
