using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>Fresh, growing ids of one instant.</summary>
public sealed class TestUlids : IUlidSource
{
    private readonly Lock gate = new();
    private Ulid last = Ulid.Create(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), RandomNumberGenerator.GetBytes(10));

    /// <inheritdoc />
    public Ulid Next()
    {
        lock (gate)
        {
            return last = last.Next();
        }
    }
}
