// Takes photos by drop, click and keyboard.
import { useState } from 'react';

export function DropZone({ onPhotos, disabled }) {
  const [over, setOver] = useState(false);
  const take = (files) => {
    setOver(false);
    if (files.length && !disabled) onPhotos([...files]);
  };
  return (
    <label
      style={{
        display: 'block',
        padding: '3rem',
        border: `2px ${over ? 'solid' : 'dashed'} gray`,
        borderRadius: '1rem',
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files);
      }}
    >
      Drop photos here, or{' '}
      <input
        id="photo"
        type="file"
        accept="image/*"
        multiple
        disabled={disabled}
        onChange={({ target }) => take(target.files)}
      />
    </label>
  );
}
