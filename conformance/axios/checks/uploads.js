'use strict';

// Pictures and films, as the SDK's change log says since 0.9.4: by a form that axios makes.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { createReadStream, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Multipart } = require('wechatpay-axios-plugin');
const {
  FILM, PICTURE, check, media, refusal,
} = require('../../lib/harness');

const digest = (file) => createHash('sha256').update(file).digest('hex');

module.exports = async ({ wxpay }) => {
  const folder = mkdtempSync(join(tmpdir(), 'payscore-axios-'));
  const { upload } = wxpay.v3.merchant.media;
  const videoUpload = wxpay['v3/merchant/media/video_upload'];
  const post = async (api, filename, file, sha256 = digest(file)) => {
    writeFileSync(join(folder, filename), file);
    const meta = { filename, sha256 };
    const { data } = await api.post(
      { meta: JSON.stringify(meta), file: createReadStream(join(folder, filename)) },
      { meta, headers: { 'Content-Type': 'multipart/form-data' } },
    );
    return data.media_id;
  };

  await check('uploads', 'image: a media_id is given, the server has the file', async () => {
    assert.deepEqual(await media(await post(upload, '照片 1.png', PICTURE)), PICTURE);
  });
  await check('uploads', 'video: a media_id is given, the server has the file', async () => {
    assert.deepEqual(await media(await post(videoUpload, 'film.mp4', FILM)), FILM);
  });
  await check('errors', 'image: another file than its digest says: 400 PARAM_ERROR', async () => {
    const { status, code } = await refusal(post(upload, 'picture.png', PICTURE, digest(FILM)));
    assert.deepEqual({ status, code }, { status: 400, code: 'PARAM_ERROR' });
  });
  await check('uploads', 'image: by its own Multipart, whose file name axios leaves away', async () => {
    const meta = JSON.stringify({ filename: 'picture.png', sha256: digest(PICTURE) });
    const form = new Multipart().append('meta', meta).append('file', PICTURE, 'picture.png');
    const { data } = await upload.post(form, { headers: form.getHeaders() });
    assert.deepEqual(await media(data.media_id), PICTURE);
  });
  rmSync(folder, { recursive: true });
};
