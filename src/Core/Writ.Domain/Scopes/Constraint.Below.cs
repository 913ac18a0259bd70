namespace Writ.Domain;

public abstract partial record Constraint
{
    /// <summary>
    /// This path or anything below it: a prefix ends at a segment's boundary. A path with an empty, `.` or `..` segment, or written in a way
    /// that a server could read differently, is never below.
    /// </summary>
    /// <param name="Path">The path, without a trailing slash.</param>
    public sealed record Below(string Path) : Constraint
    {
        /// <inheritdoc />
        public override bool Allows(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            return (string.Equals(value, Path, StringComparison.Ordinal) || (value.StartsWith(Path, StringComparison.Ordinal) && value[Path.Length] == '/'))
                && PlainPath.IsPlain(value.StartsWith('/') ? value.AsSpan(1) : value);
        }

        private protected override string Order => "below " + Path;

        private protected override bool CoversAlike(Constraint narrower) => narrower is Below other && (Equals(other) || Allows(other.Path));

        // Two folders lie one in the other or apart.
        private protected override Constraint MeetAlike(Constraint other) => base.MeetAlike(other) ?? Nothing;
    }
}
