/// Finished blocks over their own text; appended to another as a whole.
struct BlockRun {
  var text: [UInt8] = []
  var blocks: [Block] = []
  /// The average size of each block's letters, in half-points; 0 where it has none.
  var sizes: [UInt16] = []

  mutating func append(_ other: BlockRun) {
    let shift = text.count
    if shift == 0 && blocks.isEmpty {
      self = other
      return
    }
    text += other.text
    sizes += other.sizes
    // No room is reserved: that would copy all blocks anew for each of a thousand text boxes.
    for var block in other.blocks {
      block.range = (block.range.lowerBound + shift)..<(block.range.upperBound + shift)
      blocks.append(block)
    }
  }
}

extension BlockRun {
  /// Adds a block with a finished paragraph's text.
  mutating func append(_ block: Block, _ line: TextLine) {
    var block = block
    let start = text.count
    text += line.text
    block.range = start..<text.count
    text.append(UInt8(ascii: "\n"))
    blocks.append(block)
    sizes.append(UInt16(clamping: line.size))
  }
}

/// One flow of paragraphs being read: the body, a note, a header, or the inside of a text box, which stands apart from the paragraph
/// that it is anchored in.
struct Flow {
  /// The paragraph that is open.
  struct Paragraph {
    var isOpen = false
    var isResolved = false
    /// Where its text begins in the flow's text.
    var start = 0
    var direct = ParagraphProperties()
    var isMarkDeleted = false
    var isMarkHidden = false
    /// The first letters of the paragraph that follows, set large in a frame of their own.
    var isDropCap = false
    var startsPage = false
    /// The type of the section break that it carries.
    var endsSection = false
    // Filled when its properties are known.
    var style: StyleSheet.Style?
    var headingLevel = 0
    var listLevel = 0
    var isCentred = false
    // What its letters look like, weighed by bytes.
    var inkBytes = 0
    var boldBytes = 0
    var sizeSum = 0
  }

  /// The run that is open.
  struct Run {
    var direct = RunProperties()
    var isVisible = true
    var isBold = false
    var size = 0
    var face = SymbolFonts.Face.text
  }

  struct Table {
    /// A cell from which a vertical merge goes on.
    struct Origin {
      var firstBlock: Int
      var endBlock: Int
      var rows: Int
    }

    var index: Int
    var row = -1
    var column = 0
    var columns = 0
    var rowDepth = 0
    var cellDepth = 0
    var isInCell = false
    var cell = Block.Cell(table: 0, row: 0, column: 0)
    var cellFirstBlock = 0
    var continuesMerge = false
    var startsMerge = false
    var origins: [Int: Origin] = [:]
  }

  var run = BlockRun()
  var region: Block.Region
  var paragraph = Paragraph()
  /// The paragraph before has lost its mark: this one goes on in it.
  var isJoining = false
  /// Where the joined text goes on, and whether Latin words on both sides must be kept apart.
  var joint: Int?
  var letters = Run()
  var tables: [Table] = []
  /// Open fields; true while in the instruction.
  var fields: [Bool] = []
  var openInstructions = 0
  /// Text boxes, charts and the like anchored in the open paragraph: they follow it.
  var anchored: [BlockRun] = []
  var startsPage = false

  init(region: Block.Region) {
    self.region = region
  }

  var isInCell: Bool { tables.last?.isInCell ?? false }
}
