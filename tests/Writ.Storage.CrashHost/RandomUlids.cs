using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Storage.CrashHost;

/// <summary>Ids that no other process of the test makes.</summary>
internal sealed class RandomUlids : IUlidSource
{
    public Ulid Next() => Ulid.Create(TimeProvider.System.GetUtcNow(), RandomNumberGenerator.GetBytes(10));
}
