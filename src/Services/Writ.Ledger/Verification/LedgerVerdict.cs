using Writ.Domain;

namespace Writ.Ledger;

/// <summary>What verifying a ledger came to.</summary>
public abstract record LedgerVerdict
{
    private LedgerVerdict()
    {
    }

    /// <summary>Every entry is under a signed head, every head is the head of the entries before it, and the anchor, if one was given, is among them.</summary>
    /// <param name="Entries">How many entries there are.</param>
    /// <param name="Heads">How many signed heads there are.</param>
    /// <param name="Root">The root of the whole tree.</param>
    public sealed record Whole(long Entries, long Heads, Digest256 Root) : LedgerVerdict
    {
        /// <summary>One line for people.</summary>
        public override string ToString() => FormattableString.Invariant($"verified {Entries} entries under {Heads} signed heads, root {Root}");
    }

    /// <summary>It is not as it was recorded.</summary>
    /// <param name="Index">The first index that is bad; for a head, the first entry that only this head vouches for.</param>
    /// <param name="Fault">What is wrong there.</param>
    /// <param name="Text">One line for people, lower case.</param>
    public sealed record Broken(long Index, LedgerFault Fault, string Text) : LedgerVerdict
    {
        /// <summary>The stable code of this finding; it has a page in `docs/errors/`.</summary>
        public string Code => Fault switch
        {
            LedgerFault.EntryMissing or LedgerFault.IndexDuplicated => "W5021",
            LedgerFault.Truncated or LedgerFault.BehindAnchor or LedgerFault.OtherThanAnchor => "W5022",
            LedgerFault.HeadForged or LedgerFault.HeadMisplaced or LedgerFault.Unsigned => "W5023",
            _ => "W5020",
        };

        /// <summary>The code, the index and what is wrong.</summary>
        public override string ToString() => FormattableString.Invariant($"{Code}: entry {Index}: {Text}");
    }
}
