using System.Runtime.InteropServices;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>The names of uids and gids, from wherever the system keeps them.</summary>
internal static unsafe class AccountNames
{
    // Both structures are smaller; a group's buffer holds its members too.
    private const int EntrySize = 128;
    private const int LeastBuffer = 4096;
    private const int MostBuffer = 1 << 20;
    private const int TooSmall = 34;

    private delegate int Lookup(uint id, void* entry, byte* buffer, nuint length, void** found);

    /// <summary>The name of a uid; empty when it has none; null when it could not be asked for.</summary>
    public static string? OfUser(uint userId) => Find(Libc.FindUser, userId);

    /// <summary>The name of a gid; empty when it has none; null when it could not be asked for.</summary>
    public static string? OfGroup(uint groupId) => Find(Libc.FindGroup, groupId);

    private static string? Find(Lookup lookup, uint id)
    {
        var entry = stackalloc byte[EntrySize];
        for (var length = LeastBuffer; length <= MostBuffer; length *= 4)
        {
            fixed (byte* buffer = new byte[length])
            {
                void* found = null;
                var error = lookup(id, entry, buffer, (nuint)length, &found);
                if (error != TooSmall)
                {
                    return Answer(error, found is null ? 0 : *(nint*)found);
                }
            }
        }

        return null;
    }

    /// <summary>What an answer of the system says: an error is no answer, and nothing found is one (getpwuid_r(3)).</summary>
    internal static string? Answer(int error, nint name) => error != 0 ? null : Marshal.PtrToStringUTF8(name) ?? "";
}
