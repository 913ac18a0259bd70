namespace Writ.Ledger;

/// <summary>What is wrong with a ledger that does not verify.</summary>
public enum LedgerFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An entry is not what was recorded at its place: its bytes were changed, or it was moved there.</summary>
    EntryAltered,

    /// <summary>Only the leaf hash stored beside an entry was changed; the entry is as it was signed.</summary>
    LeafHashAltered,

    /// <summary>An entry is missing while later ones are there.</summary>
    EntryMissing,

    /// <summary>Two entries stand at one index.</summary>
    IndexDuplicated,

    /// <summary>The entries end before the newest signed head does.</summary>
    Truncated,

    /// <summary>Entries follow the newest signed head, and no head covers them.</summary>
    Unsigned,

    /// <summary>A head is not signed by the ledger's key, or is of another ledger.</summary>
    HeadForged,

    /// <summary>A signed head is not stored under its own size.</summary>
    HeadMisplaced,

    /// <summary>The log ends before the head that the anchor remembers.</summary>
    BehindAnchor,

    /// <summary>The log is another one than the anchor remembers.</summary>
    OtherThanAnchor,
}
