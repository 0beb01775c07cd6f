import Containers
import Documents
import Findings
import Foundation
import Testing

/// Web pages as they are saved.
@Suite struct WebPageTests {
  private func read(_ page: String, limits: Limits = Limits()) -> Document { read(Array(page.utf8), limits: limits) }

  private func read(_ bytes: [UInt8], limits: Limits = Limits()) -> Document {
    DocumentReader.read(bytes, type: ContentType.sniff(bytes), limits: limits)
  }

  @Test func whatNobodySeesIsLeftOut() {
    let document = read(
      """
      <!DOCTYPE html><html><head><title>所内要闻</title><style>p{content:"样式"}</style><script>if (a<b) document.write("脚本<p>")</script></head>
      <body><!-- 注释 <p>没有</p> --><h1>培训班开班</h1><div style="DISPLAY : none">隐藏<p>也隐藏</p></div><p hidden>藏</p>
      <p>4月<b>10</b>日，\n   班&nbsp;开班。<br>第二行</p><noscript>请打开脚本</noscript><select><option>选项</option></select><p>末段</body></html>
      """)
    #expect(document.format == .html)
    #expect(document.lines(.body) == ["培训班开班", "4月10日， 班\u{A0}开班。\n第二行", "末段"])
    #expect(document.lines(.header) == ["所内要闻"])
    #expect(document.blocks[0].kind == .heading)
    #expect(document.blocks[0].level == 1)
    #expect(document.status == .read)
  }

  /// Icons drawn in the page, empty comments, and marks without ends hide nothing of what stands behind them.
  @Test(.timeLimit(.minutes(1))) func whatShowsNothingHidesNothingBehindIt() {
    let page = """
      <!DOCTYPE html><html><body><!--><p>甲</p><!---><p>乙</p><!-- 注 --!><p>丙</p><svg class="i"/><p>丁</p><svg viewBox="0 0 1 1"><path d="M0>0"/><text>图</text></svg>
      <p>戊</p><script src="a.js"/><p>己</p><svg><p>庚</p></body></html>
      """
    #expect(read(page).lines == ["甲", "乙", "丙", "丁", "戊", "己", "庚"])
    // Nor does it part what stands on both sides of it; a drawing does.
    #expect(read("<html><body><p>师<!-- 注 -->资<![if !x]>名<![endif]>单<script>1</script>表<svg/>图</p>").lines == ["师资名单表 图"])
    // Each of these once looked through the whole rest of the page for its end.
    let open = read("<html><body><p>前</p>" + String(repeating: "<![if", count: 300_000))
    #expect(open.lines.first == "前")
  }

  /// A picture written out in the page costs nothing, however large it is.
  @Test func picturesInThePageAreNotParsed() {
    var limits = Limits()
    limits.markupBytes = 4000
    let picture = "<p>图前</p><img width=600 height=400 src=\"data:image/png;base64,\(String(repeating: "iVBOR", count: 4000))\"><p>图后</p>"
    let document = read("<html><body>\(picture)</body></html>", limits: limits)
    #expect(document.lines == ["图前", "图后"])
    #expect(document.pictures == 1)
    #expect(document.reason != .limit)
    let long = read("<html><body><p>始</p>" + String(repeating: "<p title='x'>字</p>", count: 400) + "</body></html>", limits: limits)
    #expect(long.reason == .limit)
    #expect(long.detail?.hasPrefix("markupBytes: ") == true)
    #expect(long.lines.first == "始")
  }

  /// A table that is never closed is counted while it is open, and what came before the limit is kept.
  @Test func anOpenTableIsBounded() {
    var limits = Limits()
    limits.tableCells = 100
    let document = read("<html><body><table><tr><td>甲<td>乙<tr><td>" + String(repeating: "<p>字", count: 1000), limits: limits)
    #expect(document.reason == .limit)
    #expect(document.detail?.hasPrefix("tableCells: ") == true)
    #expect(document.lines.prefix(3) == ["甲", "乙", "字"])
    #expect(document.blocks.count <= 100)
  }

  /// A saved WeChat page: the article is `visibility: hidden` until a script has run, and its code is hidden by `display: none`.
  @Test func aWeChatPageIsRead() {
    let document = read(
      """
      <!DOCTYPE html>
      <html><head><meta charset="utf-8"><title></title><script>window.logs = {pagetime: 1 < 2};</script></head><body id="activity-detail">
      <h1 class="rich_media_title" id="activity-name">研究所成功举办高级研修班</h1><span class="rich_media_meta">科学院培训</span>
      <div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0; ">
      <section style="font-size: 16px;"><p style="text-align: center;"><strong><span style="font-size: 20px;">开班仪式</span></strong></p>
      <p><span style="font-size: 16px;">4月10日，来自全国的80名学员参加培训，院士到场授课，并且回答了学员的问题，大家反映收获很大，希望再次举办。</span></p>
      <section><img data-src="https://mmbiz.qpic.cn/1.jpg" width="600" height="400"></section></section></div>
      <div id="js_pc_qr_code" class="qr_code_pc_outer" style="display:none;"><p>微信扫一扫</p></div></body></html>
      """)
    #expect(
      document.lines == [
        "研究所成功举办高级研修班", "科学院培训", "开班仪式", "4月10日，来自全国的80名学员参加培训，院士到场授课，并且回答了学员的问题，大家反映收获很大，希望再次举办。",
      ])
    #expect(document.blocks.map(\.kind) == [.heading, .paragraph, .heading, .paragraph])
    #expect(document.pictures == 1)
  }

  @Test func tablesKeepTheirCells() {
    let document = read(
      """
      <html><body><table border=1><caption>表1</caption><tr><th rowspan=2>姓名</th><th colspan=2>授课</th></tr><tr><td>题目</td><td>学时</td></tr>
      <tr><td>张三<td><p>光</p><p>学</p><td></tr></table></body></html>
      """)
    #expect(document.lines == ["表1", "姓名", "授课", "题目", "学时", "张三", "光", "学", ""])
    #expect(document.blocks[0].cell == nil)
    let cells = document.blocks.compactMap(\.cell)
    #expect(cells.map(\.column) == [0, 1, 1, 2, 0, 1, 1, 2])
    #expect(cells.map(\.row) == [0, 0, 1, 1, 2, 2, 2, 2])
    #expect(cells[0].rowSpan == 2)
    #expect(cells[1].columnSpan == 2)
    #expect(document.tables.map(\.rows) == [3])
    #expect(document.tables.map(\.columns) == [3])
  }

  /// Old pages lay themselves out by tables: only the inner one is one.
  @Test func tablesForLayoutAreNone() {
    let document = read(
      """
      <html><body><table><tr><td>导航</td><td><h2>通知</h2><table><tr><td>序号</td><td>课程</td></tr></table><p>正文</p></td></tr></table>
      <table><tr><td>版权所有</td></tr></table></body></html>
      """)
    #expect(document.lines == ["导航", "通知", "序号", "课程", "正文", "版权所有"])
    #expect(document.blocks.map { $0.cell != nil } == [false, false, true, true, false, false])
    #expect(document.tables.count == 1)
  }

  /// `printf '师资' | iconv -t GBK` is CA A6 D7 CA.
  @Test func theCharsetIsTakenFromMeta() {
    let page = Array("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"></head><body><p>".utf8)
    #expect(read(page + [0xCA, 0xA6, 0xD7, 0xCA] + Array("</p></body></html>".utf8)).lines == ["师资"])
  }

  /// Converted to UTF-8 on the way, with the old words in it.
  @Test func bytesOutweighTheWordsOfAPage() {
    #expect(read("<html><head><meta charset=gb2312></head><body><p>师资名单</p></body></html>").lines == ["师资名单"])
  }

  @Test func aSavedPageInMHTIsRead() {
    let message = """
      From: <Saved by Blink>\r
      Snapshot-Content-Location: http://www.cas.cn/\r
      Subject: =?utf-8?Q?=E5?=\r
      MIME-Version: 1.0\r
      Content-Type: multipart/related;\r
      \ttype="text/html";\r
      \tboundary="----MultipartBoundary--x----"\r
      \r
      \r
      ------MultipartBoundary--x----\r
      Content-Type: text/html\r
      Content-Transfer-Encoding: quoted-printable\r
      \r
      <html><head><meta http-equiv=3D"Content-Type" content=3D"text/html; charset=\r
      =3DUTF-8"></head><body><p>=E5=B8=88=E8=B5=84</p></body></html>\r
      \r
      ------MultipartBoundary--x----\r
      Content-Type: text/css\r
      \r
      p { }\r
      ------MultipartBoundary--x----\r
      Content-Type: text/html; charset="gb2312"\r
      Content-Transfer-Encoding: base64\r
      \r
      PHA+yqbXyjwv\r
      cD4=\r
      ------MultipartBoundary--x------\r
      """
    let document = read(message)
    #expect(document.format == .html)
    #expect(document.lines == ["师资", "师资"])
    #expect(document.status == .read)
  }

  @Test func aMessageWithoutAPageSaysSo() {
    let document = DocumentReader.read(
      Array("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/css\r\n\r\np\r\n--x--".utf8),
      type: .mht, limits: Limits())
    #expect(document.status == .unreadable)
    #expect(document.reason == .corrupt)
  }

  @Test func partsWithinPartsEnd() {
    var message = "MIME-Version: 1.0\n"
    for depth in 0..<40 { message += "Content-Type: multipart/related; boundary=b\(depth)\n\n--b\(depth)\n" }
    let document = DocumentReader.read(Array(message.utf8), type: .mht, limits: Limits())
    #expect(document.reason == .limit)
  }

  @Test func elementsWithinElementsEnd() {
    let document = read("<html><body><p>前</p>" + String(repeating: "<div><b>", count: 100_000) + "深")
    #expect(document.lines == ["前"])
    #expect(document.status == .partial)
    #expect(document.reason == .limit)
  }

  @Test func tablesWithinTablesEnd() {
    let document = read("<html><body>" + String(repeating: "<table><tr><td>", count: 200) + "最里")
    #expect(document.lines == ["最里"])
  }

  @Test func widthsOfCellsAreBounded() {
    let cell = "<td colspan=1000 rowspan=1000>甲</td>"
    let document = read("<html><body><table>" + String(repeating: "<tr>\(cell)\(cell)</tr>", count: 5000) + "</table>")
    #expect(document.reason == .limit)
  }

  @Test func aPageOfPicturesIsSaid() {
    let document = read("<html><body><p>海报</p><img src=1.jpg><img src=2.jpg width=20 height=20></body></html>")
    #expect(document.pictures == 1)
    #expect(document.reason == .imageOnly)
  }
}
