"""Pictures and films, by the SDK's typed methods."""

import pathlib
import tempfile

from harness import FILM, PICTURE, check, equal, media, success
from sdk import uploaded


def run(world):
    wxpay = world.wxpay
    with tempfile.TemporaryDirectory() as folder:
        picture, film = pathlib.Path(folder, "照片 1.png"), pathlib.Path(folder, "film.mp4")
        picture.write_bytes(PICTURE)
        film.write_bytes(FILM)
        with check("uploads", "image: a media_id is given, the server has the file"):
            equal(media(success(uploaded(wxpay.image_upload(str(picture))))["media_id"]), PICTURE)
        with check("uploads", "video: a media_id is given, the server has the file"):
            equal(media(success(uploaded(wxpay.video_upload(str(film))))["media_id"]), FILM)
