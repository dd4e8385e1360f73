"""PDFs that paint in every way: gradients, patterns, soft masks, blends, colour spaces."""

from __future__ import annotations

from collections.abc import Iterator

from torture_pdfs import objects, raw, stream

RAMP = b"<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1>>"
SIDE = (40, 30)


def paintings() -> Iterator[tuple[str, bytes]]:
    """Each case: what it is called, and its bytes."""
    yield from _gradients()
    yield from _patterns()
    yield from _states()
    yield from _spaces()


def paint(content: bytes, resources: bytes = b"", **more: bytes) -> bytes:
    """One page that draws this; further objects begin with number 5."""
    o3 = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<%s>>/Contents 4 0 R>>" % resources
    return raw(objects(o3=o3, o4=stream(content), **more))


def _gradients() -> Iterator[tuple[str, bytes]]:
    told = b"/ColorSpace/DeviceRGB/Function %s" % RAMP
    kinds = {
        "二型轴向": b"<</ShadingType 2/Coords[60 60 500 700]%s>>" % told,
        "二型延伸": b"<</ShadingType 2/Coords[200 300 300 400]/Extend[true true]%s>>" % told,
        "二型带底色": b"<</ShadingType 2/Coords[200 300 300 400]/Background[0 1 0]/BBox[60 60 500 700]%s>>" % told,
        "三型径向": b"<</ShadingType 3/Coords[300 400 20 300 400 250]%s>>" % told,
        "三型延伸": b"<</ShadingType 3/Coords[200 400 50 400 400 90]/Extend[true true]%s>>" % told,
        "三型半径是零": b"<</ShadingType 3/Coords[300 400 0 300 400 0]/Extend[true true]%s>>" % told,
        "四色轴向": b"<</ShadingType 2/Coords[60 60 500 700]/ColorSpace/DeviceCMYK/Function"
        b"<</FunctionType 2/Domain[0 1]/C0[1 0 0 0]/C1[0 0 1 .5]/N 2>>>>",
        "函数数组": b"<</ShadingType 2/Coords[60 60 500 700]/ColorSpace/DeviceRGB/Function[%s %s %s]>>"
        % ((b"<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>",) * 3),
        "拼接函数": b"<</ShadingType 2/Coords[60 60 500 700]/ColorSpace/DeviceRGB/Function<</FunctionType 3/Domain[0 1]"
        b"/Functions[%s %s]/Bounds[.5]/Encode[0 1 1 0]>>>>" % (RAMP, RAMP),
        "没有函数": b"<</ShadingType 2/Coords[60 60 500 700]/ColorSpace/DeviceRGB>>",
        "类型不认识": b"<</ShadingType 9/ColorSpace/DeviceRGB>>",
        "坐标缺": b"<</ShadingType 2/ColorSpace/DeviceRGB/Function %s>>" % RAMP,
    }
    for said, one in kinds.items():
        yield f"渐变 {said}", paint(b"/S sh", b"/Shading<</S %s>>" % one)
    program = b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]"
    by_place = b"<</ShadingType 1/Domain[0 1 0 1]/Matrix[400 0 0 600 60 60]/ColorSpace/DeviceRGB/Function 5 0 R>>"
    yield "渐变 一型函数", paint(b"/S sh", b"/Shading<</S %s>>" % by_place, o5=stream(b"{ 2 copy mul }", program))
    yield "渐变 一型程序错", paint(b"/S sh", b"/Shading<</S %s>>" % by_place, o5=stream(b"{ 2 copy nosuch", program))
    sampled = b"/FunctionType 0/Domain[0 1]/Range[0 1 0 1 0 1]/Size[3]/BitsPerSample 8"
    axial = b"<</ShadingType 2/Coords[60 60 500 700]/ColorSpace/DeviceRGB/Function 5 0 R>>"
    yield (
        "渐变 采样函数",
        paint(b"/S sh", b"/Shading<</S %s>>" % axial, o5=stream(b"\xff\0\0\0\xff\0\0\0\xff", sampled)),
    )
    yield "渐变 采样不够", paint(b"/S sh", b"/Shading<</S %s>>" % axial, o5=stream(b"\xff\0", sampled))
    mesh = (
        b"/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[60 500 60 700 0 1 0 1 0 1]"
    )
    corner = (b"\0\0\0\xff\0\0", b"\0\xff\0\0\xff\0", b"\0\x80\xff\0\0\xff")
    yield (
        "渐变 四型三角",
        paint(b"/S sh", b"/Shading<</S 5 0 R>>", o5=stream(b"".join(corner), b"/ShadingType 4" + mesh)),
    )
    grid = b"".join(bytes([x, y, x, y, 128]) for y in (0, 128, 255) for x in (0, 128, 255))
    yield (
        "渐变 五型网格",
        paint(
            b"/S sh",
            b"/Shading<</S 5 0 R>>",
            o5=stream(grid, b"/ShadingType 5/VerticesPerRow 3" + mesh.replace(b"/BitsPerFlag 8", b"")),
        ),
    )
    edge = bytes((0, 0, 0, 80, 0, 160, 0, 255, 80, 200, 160, 255, 255, 255, 255, 160, 200, 80, 255, 0, 160, 40, 80, 0))
    colours = b"\xff\0\0\0\xff\0\0\0\xff\xff\xff\0"
    yield (
        "渐变 六型曲面",
        paint(b"/S sh", b"/Shading<</S 5 0 R>>", o5=stream(b"\0" + edge + colours, b"/ShadingType 6" + mesh)),
    )
    tensor = edge + bytes((80, 80, 80, 160, 160, 160, 160, 80))
    yield (
        "渐变 七型曲面",
        paint(b"/S sh", b"/Shading<</S 5 0 R>>", o5=stream(b"\0" + tensor + colours, b"/ShadingType 7" + mesh)),
    )
    yield (
        "渐变 曲面少一截",
        paint(b"/S sh", b"/Shading<</S 5 0 R>>", o5=stream(b"\0" + edge[:9], b"/ShadingType 6" + mesh)),
    )


def _patterns() -> Iterator[tuple[str, bytes]]:
    tile = b"/Type/Pattern/PatternType 1/PaintType %d/TilingType 1/BBox[0 0 40 40]/XStep %s/YStep %s/Resources<<>>%s"
    red = b"1 0 0 rg 0 0 20 20 re f 0 0 1 rg 20 20 20 20 re f"
    use = b"/Pattern cs /P scn 60 60 450 650 re f"
    one = b"/Pattern<</P 5 0 R>>"
    yield "花纹 有色", paint(use, one, o5=stream(red, tile % (1, b"40", b"40", b"")))
    yield "花纹 间距大", paint(use, one, o5=stream(red, tile % (1, b"90", b"60", b"/Matrix[1 .2 0 1 9 9]")))
    yield "花纹 间距负", paint(use, one, o5=stream(red, tile % (1, b"-40", b"-40", b"")))
    yield "花纹 间距零", paint(use, one, o5=stream(red, tile % (1, b"0", b"0", b"")))
    yield "花纹 间距极小", paint(use, one, o5=stream(red, tile % (1, b".001", b".001", b"")))
    spaced = b"/ColorSpace<</C[/Pattern/DeviceRGB]>>" + one
    yield (
        "花纹 无色",
        paint(use.replace(b"/Pattern cs", b"/C cs 0 .6 0"), spaced, o5=stream(red[10:], tile % (2, b"40", b"40", b""))),
    )
    yield (
        "花纹 描边",
        paint(b"30 w /Pattern CS /P SCN 60 60 400 600 re S", one, o5=stream(red, tile % (1, b"40", b"40", b""))),
    )
    yield (
        "花纹 自己用自己",
        paint(use, one, o5=stream(use, tile.replace(b"<<>>", b"<</Pattern<</P 5 0 R>>>>") % (1, b"40", b"40", b""))),
    )
    shade = b"<</ShadingType 2/Coords[60 60 500 700]/ColorSpace/DeviceRGB/Function %s>>" % RAMP
    yield "花纹 渐变", paint(use, b"/Pattern<</P<</PatternType 2/Shading %s>>>>" % shade)
    yield (
        "花纹 渐变写字",
        paint(
            b"/Pattern cs /P scn BT /F 90 Tf 60 400 Td (PATTERN) Tj ET",
            b"/Pattern<</P<</PatternType 2/Shading %s>>>>/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>>>"  # noqa: E501
            % shade,
        ),
    )
    yield "花纹 没有", paint(use, b"/Pattern<</P 77 0 R>>")


def _states() -> Iterator[tuple[str, bytes]]:
    two = b"1 .5 0 rg 60 60 300 500 re f /G gs 0 .5 1 rg 200 300 300 400 re f"
    modes = ("Normal", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn", "HardLight")
    for mode in (
        *modes,
        "SoftLight",
        "Difference",
        "Exclusion",
        "Hue",
        "Saturation",
        "Color",
        "Luminosity",
        "Nonsense",
    ):
        yield f"混合 {mode}", paint(two, b"/ExtGState<</G<</BM/%s>>>>" % mode.encode())
    yield "混合 数组", paint(two, b"/ExtGState<</G<</BM[/Odd/Multiply]>>>>")
    yield "透明 一半", paint(two, b"/ExtGState<</G<</ca .5/CA .5>>>>")
    yield "透明 全部", paint(two, b"/ExtGState<</G<</ca 0>>>>")
    yield "透明 超过一", paint(two, b"/ExtGState<</G<</ca 7>>>>")
    yield "套印", paint(two.replace(b"rg", b"rg"), b"/ExtGState<</G<</OP true/op true/OPM 1>>>>")
    group = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray%s>>/Resources<<>>"
    soft = b"/ExtGState<</G<</SMask<</S/%s/G 5 0 R%s>>>>>>"
    bars = b"1 g 200 300 150 400 re f .4 g 350 300 150 400 re f"
    yield "软蒙版 亮度", paint(two, soft % (b"Luminosity", b""), o5=stream(bars, group % b""))
    yield "软蒙版 透明度", paint(two, soft % (b"Alpha", b""), o5=stream(bars, group % b""))
    yield (
        "软蒙版 带底",
        paint(two, soft % (b"Luminosity", b"/BC[1]"), o5=stream(bars.replace(b"1 g", b"0 g"), group % b"")),
    )
    invert = b"<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>"
    yield "软蒙版 转移函数", paint(two, soft % (b"Luminosity", b"/TR %s" % invert), o5=stream(bars, group % b""))
    yield "软蒙版 没有组", paint(two, soft % (b"Luminosity", b""), o5=stream(bars, b"/Subtype/Form/BBox[0 0 595 842]"))
    yield "软蒙版 不存在", paint(two, soft.replace(b"5 0 R", b"77 0 R") % (b"Luminosity", b""))
    form = b"/XObject<</X 5 0 R>>/ExtGState<</G<</ca .5>>>>"
    for said, told in {"孤立": b"/I true", "镂空": b"/K true", "都有": b"/I true/K true"}.items():
        yield (
            f"透明组 {said}",
            paint(
                b"/G gs /X Do",
                form,
                o5=stream(two.replace(b"/G gs", b""), group.replace(b"/CS/DeviceGray", b"") % told),
            ),
        )
    page_group = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</ExtGState<</G<</BM/Multiply>>>>>>/Contents 4 0 R/Group<</S/Transparency/CS/DeviceCMYK/I true>>>>"  # noqa: E501
    yield "透明组 页面四色", raw(objects(o3=page_group, o4=stream(two)))
    yield "裁剪 到空", paint(b"0 0 0 0 re W n " + two.replace(b"/G gs", b""))
    yield (
        "裁剪 文字",
        paint(
            b"BT /F 200 Tf 7 Tr 60 400 Td (CLIP) Tj ET 1 0 0 rg 0 0 595 842 re f",
            b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>>>",
        ),
    )
    yield "裁剪 奇偶", paint(b"60 60 400 600 re 160 160 200 400 re W* n 0 0 1 rg 0 0 595 842 re f")
    yield "线 宽零", paint(b"0 w 60 60 400 600 re S")
    yield "线 负宽", paint(b"-5 w 60 60 400 600 re S")
    yield "线 虚线全零", paint(b"[0 0] 0 d 5 w 60 60 400 600 re S")
    yield "线 虚线负", paint(b"[-5 3] 0 d 5 w 60 60 400 600 re S")
    yield "线 点", paint(b"1 J 60 w 300 400 m 300 400 l S")
    form = b"/XObject<</X 5 0 R>>"
    for said, told in {
        "矩阵倒置": b"/BBox[0 0 595 842]/Matrix[-1 0 0 -1 595 842]",
        "矩阵奇异": b"/BBox[0 0 595 842]/Matrix[1 1 1 1 0 0]",
        "没有框": b"",
        "框颠倒": b"/BBox[595 842 0 0]",
        "框是空的": b"/BBox[0 0 0 0]",
        "框四个间接": b"/BBox[6 0 R 6 0 R 7 0 R 7 0 R]",
    }.items():
        yield (
            f"图形 {said}",
            paint(
                b"/X Do",
                form,
                o5=stream(two.replace(b"/G gs", b""), b"/Type/XObject/Subtype/Form" + told),
                o6=b"0",
                o7=b"900",
            ),
        )
    inner = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>"  # noqa: E501
    words = b"BT /F 60 Tf 60 400 Td (inherits) Tj ET"
    yield (
        "图形 用页面的资源",
        raw(objects(o3=inner, o4=stream(b"/X Do"), o5=stream(words, b"/Subtype/Form/BBox[0 0 595 842]"))),
    )
    yield (
        "图形 PostScript",
        paint(b"/X Do " + two.replace(b"/G gs", b""), form, o5=stream(b"showpage", b"/Type/XObject/Subtype/PS")),
    )
    yield (
        "图形 没有子类型",
        paint(b"/X Do", form, o5=stream(two.replace(b"/G gs", b""), b"/Type/XObject/BBox[0 0 595 842]")),
    )


def _spaces() -> Iterator[tuple[str, bytes]]:
    tint = b"<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>"
    two = stream(b"{ 0 exch 0 }", b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1 0 1]")
    spaces = {
        "灰": (b"/DeviceGray", b".3"),
        "标定灰": (b"[/CalGray<</WhitePoint[.95 1 1.09]/Gamma 2.2>>]", b".3"),
        "标定色": (b"[/CalRGB<</WhitePoint[.95 1 1.09]/Gamma[2.2 2.2 2.2]>>]", b".9 .2 .1"),
        "实验室": (b"[/Lab<</WhitePoint[.96 1 .82]/Range[-100 100 -100 100]>>]", b"50 60 40"),
        "专色": (b"[/Separation/Seal/DeviceCMYK %s]" % tint, b".8"),
        "专色全部": (b"[/Separation/All/DeviceCMYK %s]" % tint, b".8"),
        "专色没有": (b"[/Separation/None/DeviceCMYK %s]" % tint, b".8"),
        "专色名国标": (b"[/Separation/#D7#A8#C9#AB/DeviceCMYK %s]" % tint, b".8"),
        "多色": (b"[/DeviceN[/Red/Seal]/DeviceCMYK 5 0 R]", b".7 .9"),
        "索引": (b"[/Indexed/DeviceRGB 2<ff00000000ff00ff00>]", b"1"),
        "色彩文件坏": (b"[/ICCBased 6 0 R]", b".9 .1 .1"),
        "色彩文件没有": (b"[/ICCBased 77 0 R]", b".9 .1 .1"),
        "不认识": (b"/Nonsense", b".9 .1 .1"),
        "自己指自己": (b"7 0 R", b".9"),
    }
    for said, (space, colour) in spaces.items():
        yield (
            f"颜色 {said}",
            paint(
                b"/C cs %s sc 60 60 300 400 re f" % colour,
                b"/ColorSpace<</C %s>>" % space,
                o5=two,
                o6=stream(b"not a profile", b"/N 3/Alternate/DeviceRGB"),
                o7=b"[/Indexed 7 0 R 1<0011>]",
            ),
        )
    yield (
        "颜色 默认替换",
        paint(b".3 g 60 60 300 400 re f", b"/ColorSpace<</DefaultGray[/CalGray<</WhitePoint[1 1 1]>>]>>"),
    )
    yield "颜色 数不够", paint(b"1 0 rg 60 60 300 400 re f 0 0 1 rg 60 500 100 100 re f")
