namespace Writ.Domain;

public abstract partial record Constraint
{
    /// <summary>
    /// A text of this form, where `*` stands for any run of characters, none included, but never for a slash, a backslash or a character that is not to be seen.
    /// For paths there is <see cref="Below"/>.
    /// </summary>
    /// <param name="Pattern">The form.</param>
    public sealed record Like(string Pattern) : Constraint
    {
        /// <summary>The most characters of a form.</summary>
        public const int MaxLength = 256;

        /// <inheritdoc />
        public override bool Allows(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            return PlainPath.IsVisible(value) && Matches(Pattern, value, starMatchesStar: false);
        }

        private protected override string Order => "like " + Pattern;

        // A star of the narrower form may be any character that neither form names, which only a star of this one matches; and that suffices.
        private protected override bool CoversAlike(Constraint narrower) => narrower is Like other && Matches(Pattern, other.Pattern, starMatchesStar: true);

        // Greedy with one point of return, the last star: its time is the product of the lengths at worst.
        private static bool Matches(string pattern, string text, bool starMatchesStar)
        {
            var (p, t, star, resume) = (0, 0, -1, 0);
            while (t < text.Length)
            {
                if (p < pattern.Length && pattern[p] == '*')
                {
                    (star, resume) = (p++, t);
                }
                else if (p < pattern.Length && pattern[p] == text[t] && !(starMatchesStar && text[t] == '*'))
                {
                    (p, t) = (p + 1, t + 1);
                }
                else if (star >= 0 && text[resume] is not ('/' or '\\'))
                {
                    (p, t) = (star + 1, ++resume);
                }
                else
                {
                    return false;
                }
            }

            while (p < pattern.Length && pattern[p] == '*')
            {
                p++;
            }

            return p == pattern.Length;
        }
    }
}
