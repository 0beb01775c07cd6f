/// The element and attribute names that a reader here asks for, as tokens: a name in a document is compared once, then by pointer.
///
/// The raw value is a conventional prefix and the local name; which namespaces a prefix stands for says `XMLName.namespaces`.
/// Transitional and Strict (ISO/IEC 29500-1 and -4) are the same token.
enum XMLName: String, CaseIterable {
  /// A name that no reader asks for.
  case unknown = "?"

  // WordprocessingML: stories and blocks.
  case wDocument = "w:document", wBody = "w:body", wHdr = "w:hdr", wFtr = "w:ftr", wP = "w:p", wR = "w:r", wT = "w:t", wTab = "w:tab"
  case wBr = "w:br", wCr = "w:cr", wSym = "w:sym", wPtab = "w:ptab", wNoBreakHyphen = "w:noBreakHyphen"
  case wFootnotes = "w:footnotes", wFootnote = "w:footnote", wEndnotes = "w:endnotes", wEndnote = "w:endnote"
  case wComments = "w:comments", wComment = "w:comment", wFootnoteReference = "w:footnoteReference", wEndnoteReference = "w:endnoteReference"
  case wTxbxContent = "w:txbxContent", wSdt = "w:sdt", wSdtPr = "w:sdtPr", wSdtEndPr = "w:sdtEndPr", wSdtContent = "w:sdtContent"
  case wShowingPlcHdr = "w:showingPlcHdr", wAltChunk = "w:altChunk", wObject = "w:object", wPict = "w:pict"
  case wRuby = "w:ruby", wRt = "w:rt", wRubyBase = "w:rubyBase"
  // Fields.
  case wFldChar = "w:fldChar", wFldCharType = "w:fldCharType", wInstrText = "w:instrText", wFldSimple = "w:fldSimple"
  case wDelInstrText = "w:delInstrText", wFfData = "w:ffData", wCheckBox = "w:checkBox", wDdList = "w:ddList", wListEntry = "w:listEntry"
  case wDefault = "w:default", wChecked = "w:checked", wResult = "w:result"
  // Tables.
  case wTbl = "w:tbl", wTr = "w:tr", wTc = "w:tc", wTrPr = "w:trPr", wTcPr = "w:tcPr", wTblPr = "w:tblPr", wTblPrEx = "w:tblPrEx"
  case wGridSpan = "w:gridSpan", wVMerge = "w:vMerge", wHMerge = "w:hMerge", wGridBefore = "w:gridBefore", wHidden = "w:hidden"
  case wCellDel = "w:cellDel"
  // Properties.
  case wPPr = "w:pPr", wRPr = "w:rPr", wPStyle = "w:pStyle", wRStyle = "w:rStyle", wB = "w:b", wSz = "w:sz", wVanish = "w:vanish"
  case wJc = "w:jc", wOutlineLvl = "w:outlineLvl", wNumPr = "w:numPr", wNumId = "w:numId", wIlvl = "w:ilvl", wRFonts = "w:rFonts"
  case wFramePr = "w:framePr", wDropCap = "w:dropCap", wPageBreakBefore = "w:pageBreakBefore", wSectPr = "w:sectPr", wType = "w:type", wTitlePg = "w:titlePg"
  case wHeaderReference = "w:headerReference", wFooterReference = "w:footerReference", wEvenAndOddHeaders = "w:evenAndOddHeaders"
  case wVal = "w:val", wId = "w:id", wFont = "w:font", wChar = "w:char", wEastAsia = "w:eastAsia", wW = "w:w"
  // Tracked changes.
  case wIns = "w:ins", wDel = "w:del", wMoveFrom = "w:moveFrom", wMoveTo = "w:moveTo", wDelText = "w:delText"
  case wPPrChange = "w:pPrChange", wRPrChange = "w:rPrChange", wSectPrChange = "w:sectPrChange", wTblPrChange = "w:tblPrChange"
  case wTrPrChange = "w:trPrChange", wTcPrChange = "w:tcPrChange", wTblPrExChange = "w:tblPrExChange", wNumberingChange = "w:numberingChange"
  case wTblGridChange = "w:tblGridChange"
  // styles.xml, numbering.xml, settings.xml.
  case wStyles = "w:styles", wStyle = "w:style", wStyleId = "w:styleId", wName = "w:name", wBasedOn = "w:basedOn", wDocDefaults = "w:docDefaults"
  case wTblStylePr = "w:tblStylePr", wNumbering = "w:numbering", wAbstractNum = "w:abstractNum", wAbstractNumId = "w:abstractNumId"
  case wNum = "w:num", wLvl = "w:lvl", wStart = "w:start", wNumFmt = "w:numFmt", wLvlText = "w:lvlText", wLvlRestart = "w:lvlRestart"
  case wIsLgl = "w:isLgl", wSuff = "w:suff", wLvlOverride = "w:lvlOverride", wStartOverride = "w:startOverride"
  case wNumStyleLink = "w:numStyleLink", wStyleLink = "w:styleLink", wLvlPicBulletId = "w:lvlPicBulletId", wSettings = "w:settings"
  case wNumPicBullet = "w:numPicBullet", wFormat = "w:format"

  // Around them.
  case mcAlternateContent = "mc:AlternateContent", mcChoice = "mc:Choice", mcFallback = "mc:Fallback"
  case mT = "m:t", mCtrlPr = "m:ctrlPr", mR = "m:r"
  case wpExtent = "wp:extent", wpInline = "wp:inline", wpAnchor = "wp:anchor", wpDocPr = "wp:docPr"
  case picPic = "pic:pic", aBlip = "a:blip", aT = "a:t", aP = "a:p", aR = "a:r", aBr = "a:br", aFld = "a:fld", aTbl = "a:tbl", aTr = "a:tr"
  case aTc = "a:tc", aPPr = "a:pPr", aExt = "a:ext", aRPr = "a:rPr"
  case vImagedata = "v:imagedata", vTextpath = "v:textpath", vShape = "v:shape", oOLEObject = "o:OLEObject"
  case cChart = "c:chart", cTitle = "c:title", cV = "c:v", cTx = "c:tx", cCat = "c:cat", cVal = "c:val", cXVal = "c:xVal", cYVal = "c:yVal"
  case cSer = "c:ser", cPt = "c:pt", cRich = "c:rich", cFormatCode = "c:formatCode", cPtCount = "c:ptCount", cDLbls = "c:dLbls"
  case dgmRelIds = "dgm:relIds", dgmPt = "dgm:pt", dgmT = "dgm:t", dgmPtLst = "dgm:ptLst"
  case rId = "r:id", rDm = "r:dm", rEmbed = "r:embed", rLink = "r:link"

  // Open Packaging Conventions.
  case relsRelationship = "rels:Relationship", ctDefault = "ct:Default", ctOverride = "ct:Override"
  case pkgPackage = "pkg:package", pkgPart = "pkg:part", pkgName = "pkg:name", pkgXmlData = "pkg:xmlData", pkgBinaryData = "pkg:binaryData"
  case pkgContentType = "pkg:contentType"

  // SpreadsheetML.
  case sWorkbook = "s:workbook", sWorkbookPr = "s:workbookPr", sSheet = "s:sheet", sSst = "s:sst", sSi = "s:si", sT = "s:t", sR = "s:r"
  case sRPh = "s:rPh", sRow = "s:row", sC = "s:c", sV = "s:v", sIs = "s:is", sF = "s:f", sMergeCell = "s:mergeCell", sCol = "s:col"
  case sNumFmt = "s:numFmt", sCellXfs = "s:cellXfs", sXf = "s:xf", sComment = "s:comment", sCommentText = "s:text"

  // PresentationML.
  case pSldId = "p:sldId", pSp = "p:sp", pPh = "p:ph", pTxBody = "p:txBody", pSld = "p:sld", pNotes = "p:notes", pGraphicFrame = "p:graphicFrame"
  case pPic = "p:pic", pTxBodyAlt = "a:txBody"

  // OpenDocument text.
  case odfText = "office:text", odfAnnotation = "office:annotation", odfHeader = "style:header", odfFooter = "style:footer"
  case odfP = "text:p", odfH = "text:h", odfSpan = "text:span", odfS = "text:s", odfTab = "text:tab", odfLineBreak = "text:line-break"
  case odfC = "text:c", odfOutlineLevel = "text:outline-level", odfList = "text:list", odfListItem = "text:list-item", odfNote = "text:note"
  case odfNoteBody = "text:note-body", odfNoteCitation = "text:note-citation", odfNoteClass = "text:note-class"
  case odfTrackedChanges = "text:tracked-changes", odfRuby = "text:ruby-text", odfTable = "table:table", odfTableRow = "table:table-row"
  case odfTableCell = "table:table-cell", odfCoveredCell = "table:covered-table-cell", odfColumnsSpanned = "table:number-columns-spanned"
  case odfRowsSpanned = "table:number-rows-spanned", odfColumnsRepeated = "table:number-columns-repeated", odfTextBox = "draw:text-box"
  case odfImage = "draw:image", odfTableName = "table:name", odfRowsRepeated = "table:number-rows-repeated"

  // Attributes without a namespace, whatever they stand on.
  case val = ":val", id = ":Id", type = ":Type", plainType = ":type", target = ":Target", targetMode = ":TargetMode", cx = ":cx", cy = ":cy", string = ":string"
  case partName = ":PartName", contentType = ":ContentType", fileExtension = ":Extension", progId = ":ProgID"
  case name = ":name", state = ":state", r = ":r", t = ":t", s = ":s", hidden = ":hidden", min = ":min", max = ":max", ref = ":ref"
  case date1904 = ":date1904", numFmtId = ":numFmtId", formatCode = ":formatCode", gridSpan = ":gridSpan", rowSpan = ":rowSpan"
  case hMerge = ":hMerge", vMerge = ":vMerge", idx = ":idx", show = ":show", style = ":style"
  case w14Val = "w14:val", xmlSpace = "xml:space"
}

extension XMLName {
  /// The prefix used here for each namespace name that a document may use.
  /// Sources: ISO/IEC 29500-4 (Transitional) and -1 (Strict) annexes A; ECMA-376 part 2 (OPC); OASIS ODF 1.2 part 1.
  static let namespaces: [String: String] = {
    let office = "http://schemas.openxmlformats.org/"
    let strict = "http://purl.oclc.org/ooxml/"
    let odf = "urn:oasis:names:tc:opendocument:xmlns:"
    return [
      "": "",
      office + "wordprocessingml/2006/main": "w", strict + "wordprocessingml/main": "w",
      // Word 2003 XML: the same vocabulary for what is read here.
      "http://schemas.microsoft.com/office/word/2003/wordml": "w",
      office + "officeDocument/2006/relationships": "r", strict + "officeDocument/relationships": "r",
      office + "officeDocument/2006/math": "m", strict + "officeDocument/math": "m",
      office + "markup-compatibility/2006": "mc",
      office + "drawingml/2006/main": "a", strict + "drawingml/main": "a",
      office + "drawingml/2006/wordprocessingDrawing": "wp", strict + "drawingml/wordprocessingDrawing": "wp",
      office + "drawingml/2006/picture": "pic", strict + "drawingml/picture": "pic",
      office + "drawingml/2006/chart": "c", strict + "drawingml/chart": "c",
      office + "drawingml/2006/diagram": "dgm", strict + "drawingml/diagram": "dgm",
      office + "spreadsheetml/2006/main": "s", strict + "spreadsheetml/main": "s",
      office + "presentationml/2006/main": "p", strict + "presentationml/main": "p",
      office + "package/2006/relationships": "rels",
      office + "package/2006/content-types": "ct",
      "http://schemas.microsoft.com/office/2006/xmlPackage": "pkg",
      "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
      "urn:schemas-microsoft-com:vml": "v",
      "urn:schemas-microsoft-com:office:office": "o",
      "http://www.w3.org/XML/1998/namespace": "xml",
      odf + "office:1.0": "office", odf + "text:1.0": "text", odf + "table:1.0": "table", odf + "drawing:1.0": "draw",
      odf + "style:1.0": "style",
    ]
  }()

  private static let byKey: [String: XMLName] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The token of a name in a namespace; `.unknown` where no reader asks for it. Slow: called once for each distinct name of a part.
  static func token(namespace: String, local: String) -> XMLName {
    guard let prefix = namespaces[namespace] else { return .unknown }
    return byKey[prefix + ":" + local] ?? .unknown
  }
}
