'use strict';

// Pictures and films, by the SDK's own form.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { Multipart } = require('wechatpay-axios-plugin');
const {
  FILM, PICTURE, check, media, refusal,
} = require('../../lib/harness');

module.exports = async ({ wxpay }) => {
  const { upload, videoUpload } = wxpay.v3.merchant.media;
  const form = (filename, file, sha256 = createHash('sha256').update(file).digest('hex')) => (
    new Multipart().append('meta', JSON.stringify({ filename, sha256 })).append('file', file, filename)
  );
  const options = (data) => ({ headers: data.getHeaders() });
  const post = async (api, data) => (await api.post(data, options(data))).data.media_id;

  await check('uploads', 'image: a media_id is given, the server has the file', async () => {
    assert.deepEqual(await media(await post(upload, form('照片 1.png', PICTURE))), PICTURE);
  });
  await check('uploads', 'video: a media_id is given, the server has the file', async () => {
    assert.deepEqual(await media(await post(videoUpload, form('film.mp4', FILM))), FILM);
  });
  await check('errors', 'image: another file than its digest says: 400 PARAM_ERROR', async () => {
    const { status, code } = await refusal(post(upload, form('picture.png', PICTURE, '0'.repeat(64))));
    assert.deepEqual({ status, code }, { status: 400, code: 'PARAM_ERROR' });
  });
};
