namespace Writ.Authority.OAuth.Grants;

/// <summary>What is wrong with `authorization_details`.</summary>
internal enum TaskDetailsFault
{
    /// <summary>Nothing that could be named.</summary>
    None = 0,

    /// <summary>They are longer than is read.</summary>
    TooLong,

    /// <summary>They are no JSON.</summary>
    NotJson,

    /// <summary>A name stands twice in an object.</summary>
    Duplicate,

    /// <summary>They nest deeper than is read.</summary>
    TooDeep,

    /// <summary>They are no array of one object.</summary>
    NotOneEntry,

    /// <summary>The type is missing or another one.</summary>
    Type,

    /// <summary>The entry has a member that this type has not.</summary>
    UnknownMember,

    /// <summary>The intent is missing or no name.</summary>
    Intent,

    /// <summary>A parameter is no text, whole number or truth value, or there are too many.</summary>
    Parameters,

    /// <summary>The goal is no text, or too long.</summary>
    Goal,

    /// <summary>An action is none, or there are none or too many.</summary>
    Actions,

    /// <summary>A resource is none, or there are none or too many.</summary>
    Resources,

    /// <summary>A limit of an argument is of no known kind, or there are too many.</summary>
    Arguments,

    /// <summary>Resources or arguments are named, and no actions.</summary>
    ActionsMissing,

    /// <summary>The lifetime is no whole number of seconds from 1 to 3600.</summary>
    Lifetime,

    /// <summary>The uses are no whole number from 1 to 1000.</summary>
    Uses,

    /// <summary>A delegation is asked for, which is not served.</summary>
    Delegation,

    /// <summary>A location is none where writs are good.</summary>
    Locations,
}
