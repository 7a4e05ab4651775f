// The words of "How it works", in both languages.

/** @type {Record<'en' | 'ko', Record<string, string>>} */
export default {
  en: {
    'about.title': 'How it works',
    'about.close': 'Close',
    'about.photo': '1. The photo is made small',
    'about.photo.more':
      'It is decoded here, resized and cropped to {size} pixels, exactly as the network’s training photos were.',
    'about.network': '2. A residual network looks at it',
    'about.network.more':
      'The {name} applies {parameters} learned weights to it, block by block. Each block adds a correction to what its skip connection passes on. “Look inside” shows every step.',
    'about.answer': '3. The answer is a list of probabilities',
    'about.answer.more':
      'One for each class that it can name. When none is probable enough the page says “Not sure” instead of guessing.',
    'about.here': '4. All of this happens on your device',
    'about.here.more':
      'The network is C++ compiled to WebAssembly and runs in your browser. Photos are not uploaded, and nothing is counted or tracked.',
    'about.embed': 'Use this network on your own page',
    'about.embed.more': 'These lines use the {name}.',
    'about.embed.frame': 'As a frame',
    'about.embed.module': 'In JavaScript',
  },
  ko: {
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
  },
};
