using System.Globalization;
using System.Text;
using Writ.Cedar.Validation.Lints;

namespace Writ.Cedar.Validation;

/// <summary>
/// What a person takes a name for. Two names of one skeleton may be read as one: case, width, font, marks over letters, characters that print as
/// nothing, and letters or digits that print alike (UTS 39) do not tell names apart. It errs on the side of too many: <c>l</c>, <c>i</c> and <c>1</c>
/// are one. No promise is made that two names of different skeletons look different in every font.
/// </summary>
public static class LookAlikes
{
    private static readonly Lazy<Table> Known = new(static () => new Table());

    /// <summary>The skeleton of a name: for comparing with other skeletons, not for showing. Half a surrogate pair counts as U+FFFD.</summary>
    /// <param name="name">The name.</param>
    public static string Skeleton(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var skeleton = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii) skeleton.Append(Known.Value.Ascii[rune.Value]);
            else skeleton.Append(Known.Value.TryFind(rune, out var taken) ? taken : rune.ToString());
        }

        return skeleton.ToString();
    }

    /// <summary>
    /// Why a name may not be read as it is written: it holds characters that reorder text or are not meant for names, mixes scripts, or is of another
    /// script and prints as a name in ASCII. Null when there is nothing to say.
    /// </summary>
    /// <param name="name">The name.</param>
    public static string? Oddity(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Ascii.IsValid(name) && !name.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
        if (TextLint.HasReordering(name)) return "holds characters that reorder text";
        if (Identifiers.FirstNotAllowed(name) is { } odd)
            return $"holds U+{odd.Value.ToString("X4", CultureInfo.InvariantCulture)}, a character that is not meant for identifiers";
        if (!Scripts.IsSingle(name)) return "mixes scripts";
        return PassesForAscii(name) ? $"is of another script and looks like {MessageText.Quote(Skeleton(name))}" : null;
    }

    /// <summary>Whether the name has no ASCII letter, and looks as if it had no other.</summary>
    internal static bool PassesForAscii(string name) =>
        !Ascii.IsValid(name) && !name.AsSpan().ContainsAnyInRange('a', 'z') && !name.AsSpan().ContainsAnyInRange('A', 'Z')
        && Skeleton(name) is { Length: > 0 } skeleton && Ascii.IsValid(skeleton) && !HasMark(name);

    // What is a Latin letter but for its mark is read as that, and misleads nobody.
    private static bool HasMark(string name) => name.EnumerateRunes().Any(static rune => rune.Value is >= 0xC0 and <= 0x24F or >= 0x1E00 and <= 0x1EFF);

    private sealed class Table
    {
        private readonly UnicodeRanges<(int Start, bool Moves, string Text)> _ranges = UnicodeRanges<(int, bool, string)>.Read("LookAlikes", Read);

        public Table() => Ascii = [.. Enumerable.Range(0, 128).Select(at => TryFind(new Rune(at), out var taken) ? taken : ((char)at).ToString())];

        public string[] Ascii { get; }

        public bool TryFind(Rune rune, out string taken)
        {
            taken = "";
            if (!_ranges.TryFind(rune.Value, out var start, out var value)) return false;
            taken = value.Moves ? new Rune(value.Start + rune.Value - start).ToString() : value.Text;
            return true;
        }

        private static (int, bool, string) Read(string value) => value.StartsWith('+')
            ? (Hex(value.AsSpan(1)), true, "")
            : (0, false, string.Concat(value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static part => new Rune(Hex(part)).ToString())));

        private static int Hex(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
