package main

// Files by the SDK's typed uploaders.

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core/consts"
	"github.com/wechatpay-apiv3/wechatpay-go/services/fileuploader"
)

func uploads(w *world) {
	images := fileuploader.ImageUploader{Client: w.client}
	videos := fileuploader.VideoUploader{Client: w.client}
	jpg := picture()
	check("uploads", "image: the typed uploader is given a media_id, the server has the file", func() {
		uploaded, _, err := images.Upload(background, bytes.NewReader(jpg), "门店 照片.jpg", consts.ImageJPG)
		must(uploaded, err)
		equal(media(*uploaded.MediaId), jpg)
	})
	check("uploads", "video: the typed uploader is given a media_id, the server has the file", func() {
		film := append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), jpg...)
		uploaded, _, err := videos.Upload(background, bytes.NewReader(film), "film.mp4", consts.VideoMP4)
		must(uploaded, err)
		equal(media(*uploaded.MediaId), film)
	})
	check("errors", "image: of a kind that is not taken: 400 PARAM_ERROR", func() {
		_, _, err := images.Upload(background, bytes.NewReader(jpg), "picture.gif", "image/gif")
		refused(err, http.StatusBadRequest, "PARAM_ERROR")
	})
}

func picture() []byte {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		panic(err)
	}
	return file.Bytes()
}
